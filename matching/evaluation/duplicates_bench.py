"""``bench duplicates``: the same recording is recognised in another file, other music is not.

Beside the fingerprint: the rule used before it, the same style (cosine 0.995) and the same length
(1.5 s).  Thresholds were chosen on the half of the music whose id has an even CRC-32; this reports
the odd half.
"""

from __future__ import annotations

import itertools
import json as json_format
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.audio.analyse import analyse_file
from matching.audio.fingerprint import RELATED_ERRORS, Comparison, Fingerprint, compare
from matching.audio.inspection import fingerprint_file
from matching.corpora import CorpusTrack, open_music, profiles, starter
from matching.encoders.registry import audio_encoder
from matching.evaluation.alterations import ALTERATIONS, Samples, read
from matching.evaluation.kept import kept
from matching.evaluation.metrics import share_interval
from matching.evaluation.quality_bench import KNOWN_FAULTS, reported
from matching.profile.track import TrackProfile

GOAL_RECOGNISED, GOAL_CONFUSED = 0.99, 0.0001
STYLE_COSINE, STYLE_SECONDS = 0.995, 1.5
_SAMPLE, _FULL_SAMPLE = 6, 30  # tracks of which copies are made
_OTHERS, _FULL_OTHERS = 50, 1000  # tracks compared with each other
_MOST_SECONDS = 240.0
#: Pieces that their makers ship twice, the second time mixed or mastered anew.
RELATED = (
    ("warzone2100-music/menu", "warzone2100-music/menu_enhanced"),
    ("warzone2100-music/track3", "warzone2100-music/track3_enhanced"),
    ("colobot-common-sounds/Infinite", "colobot-common-sounds/music008"),
)


def _without_beginning(sound: Samples, rate: int, place: Path) -> Path:
    """The first three seconds cut off."""
    return ALTERATIONS["6 dB quieter"](sound[:, 3 * rate :], rate, place)


COPIES: Mapping[str, Callable[[Samples, int, Path], Path]] = {
    **ALTERATIONS,
    "3 s cut off in front, 6 dB quieter": _without_beginning,
}


def run(json: bool = False, *, full: bool = False) -> dict[str, Any]:
    """Run the bench, print it, and return what was printed."""
    everything = [track for track in [*starter(), *open_music()] if track.id not in KNOWN_FAULTS]
    chosen = reported(everything)
    originals = chosen[: _FULL_OTHERS if full else _OTHERS]
    heard = profiles(originals)
    prints = [fingerprint_file(track.path) for track in originals]
    fit = [n for n, each in enumerate(heard) if each.duration_s <= _MOST_SECONDS]
    sample = fit[: _FULL_SAMPLE if full else _SAMPLE]
    rows = _copies(originals, heard, prints, sample)
    result = _result(rows, _others(originals, heard, prints), _related(everything), len(sample))
    print(json_format.dumps(result) if json else _table(result))
    return result


def _same(found: Comparison | None) -> bool:
    return found is not None and found.same_recording


def _same_style(one: TrackProfile, style: NDArray[Any], seconds: float) -> bool:
    alike = float(one.style @ style) >= STYLE_COSINE
    return alike and abs(one.duration_s - seconds) <= STYLE_SECONDS


def _style(path: Path) -> dict[str, Any]:
    """What the rule of before compares of a file."""
    profile = analyse_file(path, audio_encoder())
    return {"style": profile.style.tolist(), "seconds": profile.duration_s}


def _copies(
    originals: Sequence[CorpusTrack],
    heard: Sequence[TrackProfile],
    prints: Sequence[Fingerprint],
    sample: Sequence[int],
) -> list[dict[str, Any]]:
    style = f"style-1-{heard[0].analyser}"
    found: dict[str, list[tuple[float, bool, bool]]] = {name: [] for name in COPIES}
    for number in sample:
        sound, rate = read(originals[number].path)
        for name, alter in COPIES.items():
            with tempfile.TemporaryDirectory() as folder:
                path = alter(sound, rate, Path(folder))
                comparison = compare(prints[number], fingerprint_file(path))
                copy = kept(f"{style} {name}", originals[number].path, partial(_style, path))
            rate_of = 0.5 if comparison is None else comparison.error_rate
            alike = _same_style(heard[number], np.array(copy["style"]), copy["seconds"])
            found[name].append((rate_of, _same(comparison), alike))
    rows = []
    for name, copies in found.items():
        mean, low, high = share_interval(sum(ours for _, ours, _ in copies), len(copies))
        rows.append(
            {
                "copy": name, "recognised": mean, "low": low, "high": high,
                "style_rule": float(np.mean([style for _, _, style in copies])),
                "worst_error_rate": max(errors for errors, _, _ in copies),
            }
        )  # fmt: skip
    return rows


def _others(
    tracks: Sequence[CorpusTrack], heard: Sequence[TrackProfile], prints: Sequence[Fingerprint]
) -> dict[str, Any]:
    """Pairs of different pieces; those their makers ship twice are left out."""
    rates, ours, style = [], 0, 0
    related = {frozenset(pair) for pair in RELATED}
    for one, two in itertools.combinations(range(len(tracks)), 2):
        if frozenset((tracks[one].id, tracks[two].id)) in related:
            continue
        comparison = compare(prints[one], prints[two])
        rates.append(0.5 if comparison is None else comparison.error_rate)
        ours += _same(comparison)
        style += _same_style(heard[one], heard[two].style, heard[two].duration_s)
    mean, low, high = share_interval(ours, len(rates))
    return {
        "pairs": len(rates), "confused": mean, "low": low, "high": high,
        "called_related": float(np.mean(np.array(rates) <= RELATED_ERRORS)),
        "style_rule": style / len(rates),
        "least_error_rate": min(rates),
    }  # fmt: skip


def _related(tracks: Sequence[CorpusTrack]) -> list[dict[str, Any]]:
    paths = {track.id: track.path for track in tracks}
    rows = []
    for one, two in RELATED:
        found = compare(fingerprint_file(paths[one]), fingerprint_file(paths[two]))
        errors = 0.5 if found is None else found.error_rate
        rows.append(
            {"pair": f"{one} and {two}", "error_rate": errors, "found": errors <= RELATED_ERRORS}
        )
    return rows


def _result(
    rows: list[dict[str, Any]],
    others: dict[str, Any],
    related: list[dict[str, Any]],
    sample: int,
) -> dict[str, Any]:
    short = [
        f"Duplicates: {row['recognised']:.0%} of copies “{row['copy']}” are recognised; the goal "
        f"is {GOAL_RECOGNISED:.0%}."
        for row in rows
        if row["recognised"] < GOAL_RECOGNISED
    ]
    if others["confused"] > GOAL_CONFUSED:
        short.append(f"Duplicates: {others['confused']:.2%} of other pieces are taken for copies.")
    return {
        "bench": "duplicates",
        "half": "odd CRC-32 of the id",
        "tracks_copied": sample,
        "copies": rows,
        "other_pieces": others,
        "remasters_and_edits": related,
        "falls_short": short,
    }


def _table(result: dict[str, Any]) -> str:
    others = result["other_pieces"]
    lines = [f"{'copy':36}{'recognised':>11}  95 % interval   style rule   worst error rate"]
    lines += [
        f"{row['copy']:36}{row['recognised']:11.1%}  {row['low']:.1%}–{row['high']:.1%}"
        f"   {row['style_rule']:8.1%}   {row['worst_error_rate']:.3f}"
        for row in result["copies"]
    ]
    lines.append(
        f"{others['pairs']} pairs of other pieces: {others['confused']:.3%} taken for copies, by "
        f"the style rule {others['style_rule']:.3%}; least error rate "
        f"{others['least_error_rate']:.3f}"
    )
    lines += [f"{row['pair']}: {row['error_rate']:.3f}" for row in result["remasters_and_edits"]]
    return "\n".join([*lines, *result["falls_short"]])
