"""What is searched for in the bench of search, among what, and what is right.

Allowed sets are drawn at random, or are whole genres ("clustered": what one licence covers is
often of a kind, and a graph walks into the forbidden parts of space). A third of the queries are
tracks of the allowed set, a third any tracks, mostly far from a clustered set, a third real
profiles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index.exact import Rows
from matching.index.snapshot import Snapshot

SHARES = (1.0, 0.1, 0.01, 0.001)
TOP = 50


@dataclass(frozen=True, eq=False)
class Case:
    """An allowed set, queries (q, d), and for each of them the exact best rows (TOP,)."""

    share: float
    kind: str
    rows: Rows
    queries: NDArray[np.float32]
    truth: Sequence[Rows]


def cases(
    snapshot: Snapshot, genre: NDArray[np.int64], real: NDArray[np.float32], queries: int, seed: int
) -> Iterator[Case]:
    """All cases of one catalogue; genre (n,), real (m, d) unit vectors to ask with."""
    random = np.random.default_rng(seed)
    size = len(snapshot)
    for share in SHARES:
        for kind in ("random",) if share == 1.0 else ("random", "clustered"):
            count = max(round(share * size), 1)
            rows = np.arange(size) if share == 1.0 else _allowed(random, genre, count, kind)
            third = queries // 3
            asked = np.concatenate(
                [
                    snapshot.style[random.choice(rows, third)],
                    snapshot.style[random.integers(0, size, third)],
                    real[random.integers(0, len(real), queries - 2 * third)],
                ]
            ).astype(np.float32)
            yield Case(share, kind, rows, asked, _exact(snapshot.style, rows, asked))


def _allowed(random: np.random.Generator, genre: NDArray[np.int64], count: int, kind: str) -> Rows:
    if kind == "random":
        return np.sort(random.choice(len(genre), count, replace=False))
    found: list[Any] = []
    for each in random.permutation(int(genre.max()) + 1):
        found.extend(np.flatnonzero(genre == each))
        if len(found) >= count:
            break
    return np.sort(np.array(found[:count], dtype=np.int64))


def _exact(style: NDArray[np.float32], rows: Rows, asked: NDArray[np.float32]) -> list[Rows]:
    """By matrix products over blocks: another way than the one that is measured."""
    best_rows = [np.empty(0, dtype=np.int64)] * len(asked)
    best = [np.empty(0, dtype=np.float32)] * len(asked)
    for start in range(0, len(rows), 50_000):
        block = rows[start : start + 50_000]
        cosines = asked @ np.asarray(style[block]).T
        for place, own in enumerate(cosines):
            joined = np.concatenate([best[place], own])
            ids = np.concatenate([best_rows[place], block])
            keep = np.lexsort((ids, -joined))[:TOP]
            best[place], best_rows[place] = joined[keep], ids[keep]
    return best_rows
