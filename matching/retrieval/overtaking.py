"""Whether a track would lose places if components were taken out of the score.

A score in single precision, changed in place component by component, settles nearly every case;
only where tracks come too close to one another are they scored anew in double precision.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.retrieval.scoring import Score, Term, Values, middle_rank, rank_among

Singles = NDArray[np.float32]

#: Single precision errs by far less than this, in log-odds, after all components were moved.
_CLOSE = np.float32(1e-3)


class Overtaking:
    """The components of one score, as what each track loses without them."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self._drops: dict[str, Singles] = {}
        self._alone: dict[str, tuple[Singles, Singles]] = {}

    def of(self, place: int) -> "Lead":
        """The lead of the track at this place, nothing being taken out."""
        return Lead(self, place)

    @cached_property
    def total(self) -> Singles:
        return self.score.total.astype(np.float32)

    def drop(self, term: Term) -> Singles:
        """(n,) what tracks lose when this term alone is taken out."""
        if term.key not in self._drops:
            lost = term.values
            if term in self.score.tastes:
                lost = self.score.total - self.score.without([term.key])
            self._drops[term.key] = np.asarray(lost, dtype=np.float32)
        return self._drops[term.key]

    def without(self, term: Term) -> tuple[Singles, Singles]:
        """(n,) what is left without this term alone, and the same in ascending order."""
        if term.key not in self._alone:
            left = self.total - self.drop(term)
            self._alone[term.key] = (left, np.sort(left))
        return self._alone[term.key]


class Lead:
    """One track against all others while terms, at most one taste among them, are taken out."""

    def __init__(self, over: Overtaking, place: int) -> None:
        self._over, self._place = over, place
        self._gone: dict[str, Term] = {}
        self._left: Singles | None = None  # made when a second term is taken out
        self._before = middle_rank(over.score.total, place)

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
            left, ascending = self._over.without(*self._gone.values())
            own, size = left[self._place], len(left)
            near = size - int(np.searchsorted(ascending, own - _CLOSE, "right"))
            above = size - int(np.searchsorted(ascending, own + _CLOSE, "right"))
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
