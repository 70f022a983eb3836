"""``bench robustness``: a track that was coded again, made quieter or cut differently stays itself.

Each altered copy is analysed like any file and looked up in the whole catalogue of originals
(starter and open music): its nearest neighbour should be its own original.
"""

from __future__ import annotations

import json as json_format
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.audio.analyse import analyse_file
from matching.corpora import CorpusTrack, open_music, profiles, starter
from matching.encoders.registry import audio_encoder
from matching.evaluation.alterations import ALTERATIONS, read
from matching.evaluation.baselines import cosine, mfcc_matrix, mfcc_of, standardised
from matching.evaluation.kept import kept, named
from matching.evaluation.metrics import share_interval
from matching.profile.similarity import Sounds
from matching.profile.track import TrackProfile
from matching.retrieval.likeness import Likeness

GOAL = 0.98
SEEDS = (0, 1, 2)
_SAMPLE, _FULL_SAMPLE = 3, 24  # tracks altered for each seed
_MOST_SECONDS = 300.0  # longer ones are left out of the sample: they take minutes each
_WAYS = ("ours", "plain MusiCNN", "MFCC mean and spread")

Found = NDArray[np.bool_]


def run(json: bool = False, *, full: bool = False) -> dict[str, Any]:
    """Run the bench, print it, and return what was printed."""
    originals = (*starter(), *open_music())
    heard = profiles(originals)
    sample = drawn(heard, _FULL_SAMPLE if full else _SAMPLE)
    found = {
        name: {way: np.zeros(len(sample), dtype=bool) for way in _WAYS} for name in ALTERATIONS
    }
    ways = _Ways(originals, heard)
    for place, number in enumerate(sample):
        for name, copy, timbre in _altered(originals[number]):
            for way, nearest in ways.nearest(copy, timbre).items():
                found[name][way][place] = nearest == number
    result = _result(found, len(originals))
    print(json_format.dumps(result) if json else _table(result))
    return result


def drawn(heard: Sequence[TrackProfile], size: int) -> list[int]:
    """Numbers of different tracks, ``size`` for each seed as far as there are so many."""
    fit = [number for number, each in enumerate(heard) if each.duration_s <= _MOST_SECONDS]
    chosen: list[int] = []
    for seed in SEEDS:
        left = [number for number in fit if number not in chosen]
        random = np.random.default_rng([seed, 29])
        chosen += random.permutation(left)[:size].tolist()
    return chosen


class _Ways:
    """The catalogue of originals as each way sees it."""

    def __init__(self, tracks: Sequence[CorpusTrack], heard: Sequence[TrackProfile]) -> None:
        self._likeness = Likeness.of(_sounds(heard))
        self._styles = np.stack([each.style for each in heard])
        self._timbres = mfcc_matrix(tracks)

    def nearest(self, copy: TrackProfile, timbre: NDArray[np.float64]) -> dict[str, int]:
        """The number of the original that each way finds nearest to an altered copy."""
        vector = self._likeness.space.vectors(_sounds([copy]))[0]
        every = np.arange(len(self._styles))
        catalogue = standardised(self._timbres)
        return {
            "ours": int(np.argmax(self._likeness.to(vector, every))),
            "plain MusiCNN": int(np.argmax(cosine(copy.style[None], self._styles))),
            "MFCC mean and spread": int(
                np.argmax(cosine(standardised(timbre[None], self._timbres), catalogue))
            ),
        }


def _sounds(heard: Sequence[TrackProfile]) -> Sounds:
    return Sounds(
        style=np.stack([each.style for each in heard]),
        spread=np.stack([each.spread for each in heard]),
        facets=np.stack([each.facet_row() for each in heard]),
        timbre=np.stack([each.timbre for each in heard]),
    )


def _altered(track: CorpusTrack) -> list[tuple[str, TrackProfile, NDArray[np.float64]]]:
    sound, rate = read(track.path)
    mfcc = named("mfcc", 1, "librosa")
    copies = []
    for name, alter in ALTERATIONS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = alter(sound, rate, Path(folder))
            timbre = kept(f"{mfcc} {name}", track.path, partial(_timbre, path))
            copies.append((name, analyse_file(path, audio_encoder()), np.array(timbre)))
    return copies


def _timbre(path: Path) -> list[float]:
    return [float(value) for value in mfcc_of(path)]


def _result(found: dict[str, dict[str, Found]], catalogue: int) -> dict[str, Any]:
    rows = []
    falls_short = []
    for name, ways in found.items():
        mean, low, high = share_interval(int(ways["ours"].sum()), len(ways["ours"]))
        row: dict[str, Any] = {"alteration": name, "ours": mean, "low": low, "high": high}
        row |= {way: float(ways[way].mean()) for way in _WAYS[1:]}
        rows.append(row)
        if mean < GOAL:
            falls_short.append(
                f"Robustness: {mean:.1%} of the tracks stay their own nearest neighbour after "
                f"“{name}”; the goal is {GOAL:.0%}."
            )
    together = {way: np.stack([ways[way] for ways in found.values()]) for way in _WAYS}
    mean, low, high = share_interval(int(together["ours"].sum()), together["ours"].size)
    everything: dict[str, Any] = {"alteration": "all", "ours": mean, "low": low, "high": high}
    everything |= {way: float(together[way].mean()) for way in _WAYS[1:]}
    return {
        "bench": "robustness",
        "catalogue": catalogue,
        "tracks_altered": int(together["ours"].shape[1]),
        "seeds": list(SEEDS),
        "goal": GOAL,
        "own_nearest_neighbour": [*rows, everything],
        "chance": 1 / catalogue,
        "falls_short": falls_short,
    }


def _table(result: dict[str, Any]) -> str:
    lines = [
        f"{result['tracks_altered']} tracks altered, {result['catalogue']} originals; share whose "
        "nearest neighbour is their own original",
        f"{'alteration':26}{'ours':>7}  95 % interval   plain MusiCNN   MFCC",
    ]
    for row in result["own_nearest_neighbour"]:
        lines.append(
            f"{row['alteration']:26}{row['ours']:7.1%}  {row['low']:.1%}–{row['high']:.1%}"
            f"   {row['plain MusiCNN']:10.1%}   {row['MFCC mean and spread']:8.1%}"
        )
    return "\n".join([*lines, *result["falls_short"]])
