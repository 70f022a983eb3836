"""What accepted tracks have in common: one to three conditions that must all be met.

Bayesian concept learning (Tenenbaum and Griffiths, 2001): every condition, every pair and the
likeliest triples are hypotheses about the taste. Each foretells the verdicts, but for some clicks
that are wrong; likelier from the start are those that like a usual share of the catalogue and that
agree with the brief. What all of them together expect of a track is its chance.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows
from matching.intent.conditions import Conditions, Floats, Singles, conditions
from matching.intent.pieces import Part, piecewise
from matching.intent.teaching import Lessons
from matching.retrieval.calibration import Calibrated

Places = NDArray[np.int64]

#: What this adds to the log-odds, beside the brief, single subjects and nearness.
_SHARE = 0.5
#: Shares of clicks that may be wrong; the second is taken where hypotheses are looked for.
_WRONG = (0.04, 0.1, 0.2)
#: A taste likes about this share of the catalogue, give or take a factor of e.
_USUAL_SHARE = 0.07
#: What full agreement with the brief is worth, in log-odds.
_AGREEMENT = 4.0
#: So many hypotheses of each length are weighed exactly; so many pairs are made longer.
_WEIGHED, _LONGER = 200, 60
#: So many are asked what they expect of a track.
_ASKED = 20
_ORDERS = np.log(np.array([1.0, 2.0, 6.0]))
#: Of fewer tracks the usual share of a taste says nothing.
_LEAST_TRACKS = 200
_EDGE, _FLOOR = 0.01, 1e-4
_PIECE = 8_192


@dataclass(frozen=True, eq=False)
class Conjunctions:
    """The likeliest h hypotheses: parts (h, 3) places in ``among``, behind its end nothing more is
    asked; shares (h,) how likely each is, of all of these; trust: how much
    they count for, 0..1.
    """

    among: Conditions
    parts: Places
    shares: Singles
    trust: float

    def values(self, catalogue: Calibrated, rows: Rows) -> Singles:
        """(r,) what they add to the log-odds of tracks."""
        orders = self._by_length()

        def expected(part: Part) -> Singles:
            met = self.among.met(catalogue, part)
            found = np.zeros(met.shape[1], dtype=np.float32)
            for parts, shares in orders:
                each = met[parts[0]]
                for more in parts[1:]:
                    each *= met[more]
                found += shares @ each
            return found

        found = piecewise(len(catalogue.snapshot), rows, _PIECE, expected)
        chance = np.clip(found, _EDGE, 1.0 - _EDGE)
        share = np.float32(_SHARE * self.trust)
        return np.asarray(share * np.log(chance / (1.0 - chance)), dtype=np.float32)

    def _by_length(self) -> list[tuple[Places, Singles]]:
        """Places (length, h) of what is asked, and shares (h,), of one, two and three conditions.

        Parts ascend, so that what asks nothing more stands last.
        """
        length = (self.parts < len(self.among.column)).sum(axis=1)
        return [
            (self.parts[length == each, :each].T, self.shares[length == each])
            for each in np.unique(length).tolist()
        ]


def conjunctions(
    catalogue: Calibrated, told: Lessons, brief_z: Floats, gone: Collection[str], trust: float
) -> Conjunctions | None:
    """Learn from what was said here; brief_z (m,) of the lessons' tracks; trust: how
    likely anything can be learned from them, 0..1. None where nothing was said."""
    here = told.said & ~told.elsewhere
    if not here.any() or told.said.all() or len(catalogue.snapshot) < _LEAST_TRACKS:
        return None
    among = conditions(catalogue).without(gone)
    if not len(among.column):
        return None
    search = _Search(
        among, among.met(catalogue, told.rows[here]), told.labels[here], told.weights[here],
        among.met(catalogue, told.rows[~told.said]), brief_z[~told.said],
    )  # fmt: skip
    parts = search.candidates()
    odds = search.exact(parts)
    best = np.argsort(-odds, kind="stable")[:_ASKED]
    shares = np.exp(odds[best] - odds[best[0]])
    used = np.unique(parts[best])
    places = np.searchsorted(used, parts[best])
    real = used[used < len(among.column)]
    # Behind the end of the conditions that are used stands "nothing more".
    shares /= shares.sum()
    return Conjunctions(among.picked(real), places, shares.astype(np.float32), trust)


class _Search:
    """Conditions (k) as judged tracks (j) and others of the catalogue (o) meet them."""

    def __init__(
        self, among: Conditions, judged: Singles, labels: Floats, weights: Floats,
        others: Singles, brief_z: Floats,
    ) -> None:  # fmt: skip
        self.prior, self.judged, self.others = among.prior, judged, others
        self.labels, self.weights = labels, weights
        wrong = _WRONG[1]
        sure = weights * np.log((1.0 - wrong) / wrong)
        self.signs = np.where(labels > 0.5, sure, -sure).astype(np.float32)
        standard = (brief_z - brief_z.mean()) / max(float(brief_z.std()), _FLOOR)
        self.brief = (standard / len(brief_z)).astype(np.float32)

    def candidates(self) -> Places:
        """(h, 3) hypotheses that foretell the verdicts best, nearly as if met or not met at all."""
        end = len(self.prior)
        alone = self._single()
        first = np.argsort(-alone, kind="stable")[:_WEIGHED]
        found = [np.stack([first, np.full_like(first, end), np.full_like(first, end)], axis=1)]
        every = np.arange(end)
        pairs = _best(self._joined(every, 1), every[:, None] < every[None, :], _WEIGHED)
        found.append(np.concatenate([pairs, np.full((len(pairs), 1), end)], axis=1))
        some = pairs[:_LONGER]
        third = (every != some[:, :1]) & (every != some[:, 1:])
        triples = _best(self._joined(some, 2), third, _WEIGHED)
        found.append(np.concatenate([some[triples[:, 0]], triples[:, 1:]], axis=1))
        return np.unique(np.sort(np.concatenate(found), axis=1), axis=0)

    def exact(self, parts: Places) -> Floats:
        """(h,) log of prior times likelihood, the share of wrong clicks being unknown."""
        judged, others = _product(self.judged, parts), _product(self.others, parts)
        likely = []
        for wrong in _WRONG:
            chance = wrong + (1.0 - 2.0 * wrong) * judged
            likely.append(np.log(np.where(self.labels > 0.5, chance, 1.0 - chance)) @ self.weights)
        length = (parts < len(self.prior)).sum(axis=1)
        share = others.mean(axis=1)
        return np.asarray(
            np.logaddexp.reduce(likely, axis=0)
            + np.append(self.prior, 0.0)[parts].sum(axis=1)
            + _ORDERS[length - 1]
            + _expected(share, others @ self.brief, np.square(others).mean(axis=1))
        )

    def _single(self) -> Floats:
        others = self.others
        return np.asarray(
            self.judged @ self.signs + self.prior
            + _expected(others.mean(axis=1), others @ self.brief, np.square(others).mean(axis=1))
        )  # fmt: skip

    def _joined(self, parts: Places, length: int) -> Floats:
        """(h, k) how good ``parts`` (h,) or (h, 2) are with one more condition each."""
        own = parts.reshape(len(parts), length)
        judged = np.multiply.reduce([self.judged[place] for place in own.T])
        others = np.multiply.reduce([self.others[place] for place in own.T])
        share = others @ self.others.T / others.shape[1]
        expected = _expected(share, (others * self.brief) @ self.others.T, share)
        prior = self.prior[own].sum(axis=1)[:, None] + self.prior + _ORDERS[length]
        return np.asarray((judged * self.signs) @ self.judged.T + prior + expected)


def _expected(share: Singles, agreement: Singles, square: Singles) -> Floats:
    """Log prior by the share that is liked, and by the correlation with the brief."""
    spread = np.sqrt(np.maximum(square - np.square(share), _FLOOR))
    unusual = np.log(np.maximum(share, _FLOOR) / _USUAL_SHARE)
    return np.asarray(_AGREEMENT * agreement / spread - 0.5 * np.square(unusual))


def _best(odds: Floats, allowed: NDArray[np.bool_], count: int) -> Places:
    """(c, 2) rows and columns of the highest ``odds``, best first; ties by place."""
    flat = np.where(allowed, odds, -np.inf).ravel()
    count = min(count, int(allowed.sum()))
    if not count:
        return np.empty((0, 2), dtype=np.int64)
    edge = np.partition(flat, len(flat) - count)[len(flat) - count]
    found = np.flatnonzero(flat >= edge)
    found = found[np.argsort(-flat[found], kind="stable")][:count]
    return np.stack(np.unravel_index(found, odds.shape), axis=1)


def _product(met: Singles, parts: Places) -> Singles:
    """(h, r) how far all parts of each hypothesis are met."""
    whole = _with_nothing(met)
    return np.asarray(whole[parts[:, 0]] * whole[parts[:, 1]] * whole[parts[:, 2]])


def _with_nothing(met: Singles) -> Singles:
    """(k + 1, r): behind the conditions one that every track meets."""
    return np.concatenate([met, np.ones((1, met.shape[1]), dtype=np.float32)])
