"""Instruments read from tags against what the MIDI files play, family by family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.corpora import CorpusTrack, profiles
from matching.corpora.midi import FAMILIES, read_score
from matching.evaluation.labelled import superiority
from matching.profile.instruments import INSTRUMENT_TAGS, instruments

#: Reading: families of General MIDI that it should find.
TRUTH = {
    "piano": ("piano",),
    "guitar": ("guitar",),
    "bass": ("bass",),
    "strings": ("strings", "ensemble"),
    "brass": ("brass",),
    "reed": ("reed",),
    "flute": ("pipe",),
    "organ": ("organ",),
    "synth": ("synth lead", "synth pad", "synth effects"),
    "drums": ("drums",),
}
AUDIBLE_SHARE = 0.05  # of the notes' time; less is not what a piece is known for
WORKS = 0.7  # area under the curve from which a family counts as read
_FEWEST = 2  # pieces with and pieces without; fewer say nothing
_DRAWS = 1000


def measure(tracks: Sequence[CorpusTrack]) -> dict[str, Any]:
    """Area under the curve per family over ``tracks`` rendered from MIDI, with a control.

    ``shuffled_95`` is what nineteen of twenty shuffled labellings stay below.
    """
    shares = [_shares(track) for track in tracks]
    heard = [instruments(profile) for profile in profiles(tracks)]
    random = np.random.default_rng(0)
    families: dict[str, Any] = {}
    for family, played in TRUTH.items():
        present = np.array(
            [sum(share.get(name, 0.0) for name in played) >= AUDIBLE_SHARE for share in shares]
        )
        entry: dict[str, Any] = {"with": int(present.sum()), "without": int((~present).sum())}
        if family not in INSTRUMENT_TAGS:
            entry["auc"] = None  # the tagger has no word for it
        elif min(entry["with"], entry["without"]) < _FEWEST:
            entry["auc"] = None
        else:
            scores = np.array([each[family] for each in heard])
            entry["auc"] = superiority(scores[present], scores[~present])
            chance = [_shuffled(scores, present, random) for _ in range(_DRAWS)]
            entry["shuffled_95"] = float(np.percentile(chance, 95))
            entry["works"] = entry["auc"] >= max(WORKS, entry["shuffled_95"])
        families[family] = entry
    return {
        "tracks": len(tracks),
        "families": families,
        "falls_short": [
            _sentence(family, entry)
            for family, entry in families.items()
            if not entry.get("works", False)
        ],
    }


def _shares(track: CorpusTrack) -> dict[str, float]:
    score = read_score(track.path.with_suffix(".mid"))
    unknown = set(score.instruments) - {*FAMILIES, "drums"}
    if unknown:
        raise ValueError(f"{track.id} plays {unknown}, which no family holds")
    return dict(zip(score.instruments, score.shares, strict=True))


def _shuffled(
    scores: npt.NDArray[np.float64], present: npt.NDArray[np.bool_], random: np.random.Generator
) -> float:
    order = random.permutation(present)
    return superiority(scores[order], scores[~order])


def _sentence(family: str, entry: dict[str, Any]) -> str:
    if family not in INSTRUMENT_TAGS:
        return f"Instruments: {family} is not read, the audio model has no word for it."
    if entry["auc"] is None:
        return f"Instruments: {family} cannot be judged, hardly a piece is with or without."
    return (
        f"Instruments: {family} is not told apart ({entry['auc']:.2f}; shuffled labels reach "
        f"{entry['shuffled_95']:.2f})."
    )
