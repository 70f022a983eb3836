"""Guesses: a few tracks that are listed because a verdict on them would teach most.

They are drawn from a known distribution, so that later models can be judged on what was shown
(Horvitz and Thompson, 1952), by systematic sampling (Madow, 1949), which meets given chances of
inclusion exactly. The draw is seeded by the history: replaying it draws the same tracks.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.intent.state import Event
from matching.intent.teaching import standing_events
from matching.retrieval.scoring import Values

#: Every candidate keeps at least this share of an even chance.
_EVEN_SHARE = 0.1


def history_seed(events: Sequence[Event]) -> int:
    """The same for the same verdicts that stand, whatever their order."""
    standing = standing_events(events)
    said = sorted(f"{each.kind} {each.id} {each.weight} {each.decides}" for each in standing)
    return int.from_bytes(hashlib.blake2b("\n".join(said).encode(), digest_size=8).digest(), "big")


def inclusion(worth: Values, count: int) -> Values:
    """(n,) chances in 0..1 that sum to ``count``, as the candidates' worth (n,) >= 0 asks."""
    if count >= len(worth):
        return np.ones(len(worth))
    even = 1.0 / len(worth)
    total = float(worth.sum())
    share = worth / total if total > 0 else np.full(len(worth), even)
    share = (1.0 - _EVEN_SHARE) * share + _EVEN_SHARE * even
    certain = np.zeros(len(worth), dtype=bool)
    found = np.zeros(len(worth))
    while True:
        # Who would be drawn more than surely is drawn surely; the others share what is left.
        left = count - int(certain.sum())
        found = np.where(certain, 1.0, left * share / share[~certain].sum())
        over = ~certain & (found >= 1.0)
        if not over.any():
            return found
        certain |= over


def drawn(chances: Values, seed: int) -> NDArray[np.int64]:
    """Places of a draw in which each place is included with its own chance."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(chances))
    edges = np.concatenate([[0.0], np.cumsum(chances[order])])
    edges[-1] = round(float(edges[-1]))
    start = random.random()
    hits = np.floor(edges[1:] - start) - np.floor(edges[:-1] - start)
    return np.sort(order[hits > 0.5])
