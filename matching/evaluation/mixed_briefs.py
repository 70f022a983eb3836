"""Briefs whose sources each say one half of what is expected, with the tracks to judge them on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import product
from typing import Any

import numpy as np

from matching.corpora import CorpusTrack
from matching.evaluation.requests.expectations import Facts, met
from matching.evaluation.requests.pools import TOGETHER, Pool, pools
from matching.evaluation.understanding import DATA

HALVES = ("tuning", "held_out")
_LANGUAGES = ("en", "zh")
_SEEDS = 2


@dataclass(frozen=True, eq=False)
class MixedBrief:
    """What each source says (empty where there is none), and the pools that judge the whole."""

    expects: str  # "calm & piano"
    half: str
    kind: str  # "words pace, seeds sound": who says what
    language: str
    text: str
    seeds: tuple[int, ...]  # rows of the catalogue that are in no pool
    photos: tuple[str, ...]
    pools: tuple[Pool, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Those it has, of "words", "seed", "photo"."""
        said = {"words": self.text, "seed": self.seeds, "photo": self.photos}
        return tuple(name for name, value in said.items() if value)


def mixed_briefs(tracks: Sequence[CorpusTrack], facts: Sequence[Facts]) -> list[MixedBrief]:
    """All briefs that the labels can judge; every second expectation is for tuning."""
    data = tomllib.loads((DATA / "mixed_briefs.toml").read_text("utf-8"))
    found: list[MixedBrief] = []
    # The further pairs come after the first and count by themselves: no expectation that the
    # weights were chosen on is reported.
    first = list(product(data["pace"], data["sound"]))
    data["pace"] |= data["further_pace"]
    data["sound"] |= data["further_sound"]
    further = [pair for pair in product(data["pace"], data["sound"]) if pair not in first]
    for pairs in (first, further):
        judged = 0
        for pair in pairs:
            usable = pools(" & ".join(pair), tracks, facts)
            usable = tuple(pool for pool in usable if pool.corpus != TOGETHER)
            if usable:
                half = HALVES[judged % 2]
                judged += 1
                found += _of_pair(data, pair, half, usable, tracks, facts)
    return found


def _of_pair(
    data: Mapping[str, Any],
    pair: tuple[str, str],
    half: str,
    usable: tuple[Pool, ...],
    tracks: Sequence[CorpusTrack],
    facts: Sequence[Facts],
) -> Iterator[MixedBrief]:
    """Words for one half of the pair and songs or photos for the other, and songs with photos."""
    parts = {"pace": pair[0], "sound": pair[1]}
    for part, other in (("pace", "sound"), ("sound", "pace")):
        songs = _songs(parts[other], parts[part], usable, tracks, facts)
        photos = data["photos"].get(parts[other], {}).get(half, ())
        said = data[part][parts[part]]
        expects = " & ".join(pair)
        for language in _LANGUAGES:
            text = said[language]
            if songs:
                kind = f"words {part}, seeds {other}"
                yield MixedBrief(expects, half, kind, language, text, songs, (), usable)
            if photos:
                kind = f"words {part}, photos {other}"
                yield MixedBrief(expects, half, kind, language, text, (), tuple(photos), usable)
        own = _songs(parts[part], parts[other], usable, tracks, facts)
        if own and photos:
            kind = f"seeds {part}, photos {other}"
            yield MixedBrief(expects, half, kind, "", "", own, tuple(photos), usable)


def _songs(
    says: str,
    not_other: str,
    usable: tuple[Pool, ...],
    tracks: Sequence[CorpusTrack],
    facts: Sequence[Facts],
) -> tuple[int, ...]:
    """Songs from outside the pools that say one half and not the other.

    Those of which nobody knows the other half come first: the others speak against it.
    """
    judged = np.concatenate([pool.rows for pool in usable])
    fit = [
        row
        for row in np.setdiff1d(np.arange(len(tracks)), judged)
        if met(says, facts[row]) is True and met(not_other, facts[row]) is not True
    ]
    fit.sort(
        key=lambda row: (
            met(not_other, facts[row]) is False,
            blake2b(f"{tracks[row].id} {not_other}".encode()).digest(),
        )
    )
    return tuple(int(row) for row in fit[:_SEEDS]) if len(fit) >= _SEEDS else ()
