"""Simple things a taste may ask for: a low, a high or a middling facet, much of a tag.

A condition is met by degrees: where the analyser errs on a facet, a track whose reading lies just
beyond the edge may still be inside.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.intent.features import LEARNED_FACETS
from matching.intent.pieces import Part
from matching.retrieval.calibration import FACET_INDEX, Calibrated
from matching.retrieval.scales import sample_of
from matching.retrieval.tag_groups import GROUP_INDEX

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

#: What is left of the error of a steadied column, in its standard deviations.
_SOFT = {
    "tempo_bpm": 0.55, "energy": 0.2, "energy_spread": 0.1, "brightness": 0.08, "dynamics_db": 0.1,
    "vocal": 0.35, "acoustic": 0.2, "onset_rate": 0.1, "mode": 0.7,
}  # fmt: skip
_SOFT_TAG = 0.3
#: Shares of the catalogue that an end of a facet, or much of a tag, may take in.
_ENDS, _ENDS_OF_MODE, _MUCH = (0.05, 0.12, 0.22, 0.35, 0.55), (0.5,), (0.06, 0.15, 0.3, 0.5)
#: Facets of which the middle may be wanted; shares that it takes in, and where it may lie.
_BANDED = ("tempo_bpm", "energy", "brightness", "acoustic", "onset_rate", "vocal")
_BANDS = (
    (0.15, (0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85)),
    (0.3, (0.2, 0.32, 0.44, 0.56, 0.68, 0.8)),
    (0.5, (0.35, 0.5, 0.65)),
)
#: Which share of all conditions is about tags, before any verdict.
_TAGS_SHARE = 0.2
#: Brings the logistic curve nearest to the normal one.
_LOGISTIC = 1.702
_MEMO = "conditions"


@dataclass(frozen=True, eq=False)
class Conditions:
    """k >= 1 conditions: column (k,) in facets and groups side by side, low, high (k,) in standard
    deviations, soft (k,), prior (k,) log shares; subjects (k,) of which wish each speaks.
    """

    column: NDArray[np.int64]
    low: Singles
    high: Singles
    soft: Singles
    prior: Floats
    subjects: tuple[str, ...]

    def without(self, gone: Collection[str]) -> "Conditions":
        """Those that speak of none of these subjects."""
        stays = np.array([subject not in gone for subject in self.subjects], dtype=bool)
        return self if stays.all() else self.picked(np.flatnonzero(stays))

    def picked(self, places: NDArray[np.int64]) -> "Conditions":
        return Conditions(
            self.column[places], self.low[places], self.high[places], self.soft[places],
            self.prior[places], tuple(self.subjects[place] for place in places.tolist()),
        )  # fmt: skip

    def met(self, catalogue: Calibrated, part: Part) -> Singles:
        """(k, r) how far tracks meet each condition, 0..1."""
        used, where = np.unique(self.column, return_inverse=True)
        read = catalogue.steadied.by_column
        values = np.stack([read[column][part] for column in used.tolist()])
        steep = (np.float32(_LOGISTIC) / self.soft)[:, None]
        low, high = np.isfinite(self.low), np.isfinite(self.high)
        found = np.ones((len(where), values.shape[1]), dtype=np.float32)
        found[low] = _curve(values[where[low]], self.low[low, None], steep[low])
        found[high] -= _curve(values[where[high]], self.high[high, None], steep[high])
        return found


def conditions(catalogue: Calibrated) -> Conditions:
    """All conditions of a catalogue, with edges at shares of it; the same for the same snapshot."""
    known: Conditions | None = catalogue.snapshot.memo.get(_MEMO)
    if known is None:
        known = catalogue.snapshot.memo[_MEMO] = _conditions(catalogue)
    return known


def _conditions(catalogue: Calibrated) -> Conditions:
    sample = sample_of(len(catalogue.snapshot))
    facets, groups = catalogue.steadied.facets[sample], catalogue.steadied.groups[sample]
    rows: list[tuple[int, float, float, float, str]] = []
    for name in LEARNED_FACETS:
        place, subject = FACET_INDEX[name], f"facet:{name}"
        values = np.sort(facets[:, place])
        for share in _ENDS_OF_MODE if name == "mode" else _ENDS:
            rows.append((place, _at(values, 1 - share), np.inf, _SOFT[name], subject))
            rows.append((place, -np.inf, _at(values, share), _SOFT[name], subject))
        for share, middles in _BANDS if name in _BANDED else ():
            for middle in middles:
                low, high = _at(values, middle - share / 2), _at(values, middle + share / 2)
                rows.append((place, low, high, _SOFT[name], subject))
    count = len(rows)
    for name, place in GROUP_INDEX.items():
        values = np.sort(groups[:, place])
        rows += [
            (len(FACET_INDEX) + place, _at(values, 1 - share), np.inf, _SOFT_TAG, f"tag:{name}")
            for share in _MUCH
        ]
    prior = np.full(len(rows), np.log((1.0 - _TAGS_SHARE) / count))
    prior[count:] = np.log(_TAGS_SHARE / (len(rows) - count))
    columns, lows, highs, softs, subjects = zip(*rows, strict=True)
    return Conditions(
        np.array(columns), np.array(lows, dtype=np.float32), np.array(highs, dtype=np.float32),
        np.array(softs, dtype=np.float32), prior, subjects,
    )  # fmt: skip


def _at(values: Singles, share: float) -> float:
    """The value below which this share of sorted ``values`` (n,) lies."""
    return float(values[round(share * (len(values) - 1))]) if len(values) else 0.0


def _curve(values: Singles, edge: Singles, steep: Singles) -> Singles:
    """Overwrites ``values`` (k, r); edge and steep (k, 1)."""
    np.subtract(edge, values, out=values)
    values *= steep
    with np.errstate(over="ignore"):  # far outside it is 1 / infinity, which is right
        np.exp(values, out=values)
    values += np.float32(1.0)
    return np.reciprocal(values, out=values)
