"""The additive score: named terms over the allowed tracks, any of which can be taken out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows
from matching.retrieval.calibration import Calibrated
from matching.retrieval.query import Component, Parameter
from matching.retrieval.taste_value import taste_value
from matching.retrieval.values import facet_value, tag_value
from matching.retrieval.words_value import words_value

Values = NDArray[np.float64]

#: Scores closer than this are equal: they differ only by the order of additions.
EPSILON = 1e-9


@dataclass(frozen=True, eq=False)
class Term:
    """What one component adds to each track's score: values (n,), single or double precision."""

    key: str
    origin: str
    values: NDArray[np.floating[Any]]
    direction: int = 1
    sources: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    component: Component | None = None


@dataclass(frozen=True, eq=False)
class Score:
    """A sum of terms; of the tastes (``seed:`` terms) only the best counts for each track."""

    terms: tuple[Term, ...]
    tastes: tuple[Term, ...]
    total: Values

    @classmethod
    def of(cls, terms: Sequence[Term], tastes: Sequence[Term], size: int) -> "Score":
        total = np.zeros(size)
        for term in terms:
            total += term.values
        return cls(tuple(terms), tuple(tastes), total + _best(tastes, size))

    def all_terms(self) -> tuple[Term, ...]:
        return self.terms + self.tastes

    def without(self, keys: Iterable[str], some: Rows | None = None) -> Values:
        """The score (n,) with these components taken out; of ``some`` places only, (s,)."""
        gone, part = set(keys), slice(None) if some is None else some
        left = np.array(self.total[part])
        for term in self.terms:
            if term.key in gone:
                left -= term.values[part]
        staying = [taste for taste in self.tastes if taste.key not in gone]
        if len(staying) < len(self.tastes):
            left += _best(staying, len(left), part) - _best(self.tastes, len(left), part)
        return left

    def plus(self, term: Term) -> "Score":
        """The same score and one more term."""
        return Score((*self.terms, term), self.tastes, self.total + term.values)

    def scaled(self, factor: float) -> "Score":
        """The same ranking on another scale."""
        return Score(
            tuple(replace(term, values=term.values * factor) for term in self.terms),
            tuple(replace(term, values=term.values * factor) for term in self.tastes),
            self.total * factor,
        )


def score_brief(catalogue: Calibrated, components: Sequence[Component], rows: Rows) -> Score:
    """Score ``rows`` by the components of a query."""
    terms, tastes = [], []
    for component in components:
        kind = component.key.partition(":")[0]
        if kind == "seed":
            tastes.append(_term(component, taste_value(catalogue, component, rows)))
        elif kind == "style":
            terms.append(_term(component, words_value(catalogue, component, rows)))
        elif kind == "tag":
            terms.append(_term(component, tag_value(catalogue, component, rows)))
        else:
            terms.append(_term(component, facet_value(catalogue, component, rows)))
    return Score.of(terms, tastes, len(rows))


def middle_rank(scores: Values, place: int) -> float:
    """Rank of one track, 1 = best; tracks of equal score share the middle of their ranks."""
    return rank_among(scores, float(scores[place]))


def rank_among(scores: Values, own: float) -> float:
    """The same of a track with score ``own``, itself being one of ``scores``."""
    above = int(np.count_nonzero(scores > own + EPSILON))
    level = int(np.count_nonzero(scores >= own - EPSILON)) - above
    return 1.0 + above + (level - 1) / 2.0


def _term(component: Component, value: Values) -> Term:
    return Term(
        component.key, "brief", component.weight * value, component.direction,
        component.sources, component.parameters, component,
    )  # fmt: skip


def _best(tastes: Sequence[Term], size: int, part: slice | Rows = slice(None)) -> Values:
    if not tastes:
        return np.zeros(size)
    return np.asarray(np.max([taste.values[part] for taste in tastes], axis=0))
