"""Whether a track would lose places if components were taken out of the score.

A score in single precision, changed in place component by component, settles nearly every case;
only where tracks come too close to one another are they scored anew in double precision. Ranks are
asked of a few listed tracks alone, so only what could stand above the lowest of these is sorted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.retrieval.scoring import EPSILON, Score, Term, Values, rank_among

Singles = NDArray[np.float32]
Counts = NDArray[np.int64]
Reals = NDArray[np.floating[Any]]

#: Single precision errs by far less than this, in log-odds, after all components were moved.
_CLOSE = np.float32(1e-3)


@dataclass(frozen=True, eq=False)
class _Alone:
    """left (n,): the score without one term; near, above (p,): how many tracks are, for each
    listed one, surely or perhaps above it, itself among these, and how many surely."""

    left: Singles
    near: Counts
    above: Counts


class Overtaking:
    """The components of one score, as what the listed tracks at ``places`` lose without them."""

    def __init__(self, score: Score, places: Sequence[int]) -> None:
        self.score = score
        self._places = np.asarray(places, dtype=np.int64)
        self._order = {place: order for order, place in enumerate(places)}
        self._drops: dict[str, Singles] = {}
        self._alone: dict[str, _Alone] = {}

    def of(self, place: int) -> "Lead":
        """The lead of the listed track at this place, nothing being taken out."""
        order = self._order[place]
        return Lead(self, place, order, float(self._ranks[order]))

    @cached_property
    def total(self) -> Singles:
        return self.score.total.astype(np.float32)

    @cached_property
    def _ranks(self) -> Values:
        """(p,) ``middle_rank`` of the listed tracks, with all terms."""
        total, own = self.score.total, self.score.total[self._places]
        found = _as_good(total, own - EPSILON)
        above = len(found) - np.searchsorted(found, own + EPSILON, "right")
        level = len(found) - np.searchsorted(found, own - EPSILON, "left") - above
        return np.asarray(1.0 + above + (level - 1) / 2.0)

    def drop(self, term: Term) -> Singles:
        """(n,) what tracks lose when this term alone is taken out."""
        if term.key not in self._drops:
            lost = term.values
            if term in self.score.tastes:
                lost = self.score.total - self.score.without([term.key])
            self._drops[term.key] = np.asarray(lost, dtype=np.float32)
        return self._drops[term.key]

    def without(self, term: Term) -> _Alone:
        """What stands above the listed tracks without this term alone."""
        if term.key not in self._alone:
            left = self.total - self.drop(term)
            own = left[self._places]
            found = _as_good(left, own - _CLOSE)
            self._alone[term.key] = _Alone(
                left,
                len(found) - np.searchsorted(found, own - _CLOSE, "right"),
                len(found) - np.searchsorted(found, own + _CLOSE, "right"),
            )
        return self._alone[term.key]


class Lead:
    """One track against all others while terms, at most one taste among them, are taken out."""

    def __init__(self, over: Overtaking, place: int, order: int, before: float) -> None:
        self._over, self._place, self._order, self._before = over, place, order, before
        self._gone: dict[str, Term] = {}
        self._left: Singles | None = None  # made when a second term is taken out

    def take_out(self, term: Term) -> None:
        self._gone[term.key] = term
        if self._left is not None:
            self._left -= self._over.drop(term)

    def put_back(self, term: Term) -> None:
        del self._gone[term.key]
        if self._left is not None:
            self._left += self._over.drop(term)

    def falls(self) -> bool:
        """Whether its rank (1 = best) among all tracks is worse than with all terms."""
        if len(self._gone) == 1:
            alone = self._over.without(*self._gone.values())
            left, own = alone.left, alone.left[self._place]
            near, above = int(alone.near[self._order]), int(alone.above[self._order])
        else:
            left = self._without_all()
            own = left[self._place]
            near = int(np.count_nonzero(left > own - _CLOSE))
            above = int(np.count_nonzero(left > own + _CLOSE))
        # It is among these itself, so no more than these can be level with it or above it.
        if near <= self._before:
            return False
        if 1 + above > self._before:
            return True
        return self._exact(np.flatnonzero(left > own - _CLOSE)) > self._before

    def _without_all(self) -> Singles:
        if self._left is None:
            self._left = self._over.total.copy()
            for term in self._gone.values():
                self._left -= self._over.drop(term)
        return self._left

    def _exact(self, near: NDArray[np.int64]) -> float:
        left: Values = self._over.score.without(self._gone, near)
        return rank_among(left, float(left[np.searchsorted(near, self._place)]))


def _as_good(scores: Reals, edges: Reals) -> Reals:
    """Those of the scores that reach the lowest edge, ascending."""
    return np.sort(scores[scores >= edges.min()])
