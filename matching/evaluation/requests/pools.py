"""The tracks that one request is judged on, corpus by corpus."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.corpora import CorpusTrack
from matching.evaluation.requests.expectations import Facts, met

TOP = 10
SMALLEST_POOL = 15
#: With fewer relevant or irrelevant tracks, one track decides.
FEWEST = 4
#: Pools hold no more irrelevant tracks than this for each relevant one.
IRRELEVANT_EACH = 3
#: The best ten must be this much better than ten at random, or the figure is noise.
LEAST_ROOM = 0.25
TOGETHER = "all together"


@dataclass(frozen=True, eq=False)
class Pool:
    """Rows of a catalogue that are judged, and which of them are relevant, both (m,)."""

    corpus: str
    rows: NDArray[np.int64]
    relevant: NDArray[np.bool_]

    @property
    def share(self) -> float:
        """Precision of ten at random."""
        return float(self.relevant.mean())

    @property
    def best(self) -> float:
        """Precision of the best possible ten."""
        return min(int(self.relevant.sum()), TOP) / TOP


def pools(expects: str, tracks: Sequence[CorpusTrack], facts: Sequence[Facts]) -> tuple[Pool, ...]:
    """One pool per corpus that can judge the expectation.

    Where no corpus can by itself, all tracks together are one pool; there an album may be the
    answer, so that such requests are counted apart. None where that does not suffice either.
    """
    judged = [met(expects, each) for each in facts]
    names = list(dict.fromkeys(track.corpus for track in tracks))
    found = [
        _pool(name, [i for i, track in enumerate(tracks) if track.corpus == name], judged, tracks)
        for name in names
    ]
    usable = tuple(pool for pool in found if pool is not None)
    if usable:
        return usable
    together = _pool(TOGETHER, list(range(len(tracks))), judged, tracks)
    return () if together is None else (together,)


def _pool(
    corpus: str,
    rows: Sequence[int],
    judged: Sequence[bool | None],
    tracks: Sequence[CorpusTrack],
) -> Pool | None:
    yes = [row for row in rows if judged[row] is True]
    no = [row for row in rows if judged[row] is False]
    # "No strings" is met by nearly everything and a tango by hardly anything. Some are drawn from
    # the larger side, so that requests compare whatever the corpora happen to hold.
    if len(yes) > len(no):
        yes = _drawn(yes, max(len(no), TOP), tracks)
    no = _drawn(no, IRRELEVANT_EACH * len(yes), tracks)
    if min(len(yes), len(no)) < FEWEST or len(yes) + len(no) < SMALLEST_POOL:
        return None
    chosen = np.array(sorted((*yes, *no)), dtype=np.int64)
    pool = Pool(corpus, chosen, np.isin(chosen, yes))
    return pool if pool.best - pool.share >= LEAST_ROOM else None


def _drawn(rows: Sequence[int], most: int, tracks: Sequence[CorpusTrack]) -> list[int]:
    """At most so many of them, the same on every machine and whatever else is drawn from."""
    return sorted(rows, key=lambda row: _lot(tracks[row].id))[:most]


def _lot(track_id: str) -> bytes:
    return hashlib.blake2b(track_id.encode(), digest_size=8).digest()
