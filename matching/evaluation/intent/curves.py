"""Learning curves: precision after each round, the gap closed, owners who lost, side by side."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.intent.population import Outcome
from matching.evaluation.intent.rounds import AT
from matching.evaluation.metrics import interval, share_interval

Floats = NDArray[np.float64]

#: Below the brief's own list by more than this, an owner has lost.
LOSS = 0.05
_DRAWS = 1000


def curve(some: Sequence[Outcome], briefs: Sequence[Outcome]) -> dict[str, Any]:
    """One way over some owners; ``briefs``: the same owners, in the same order, without learning.

    after_N: precision at 20 after N rounds, 95 % by bootstrap over owners. gap_closed: of what
    lies between the brief's own list and the best there could be. worse: share of owners whose
    list was ever worse than this way's own before any click. worst: the mean of what was lost at
    worst.
    """
    table = _table(some)
    start = np.array([each.course.precision[0] for each in briefs])
    oracle = np.array([each.oracle for each in some])
    lost = table[:, 1:].min(axis=1) < table[:, 0] - LOSS - 1e-9
    return {
        **{f"after_{n}": _figure(interval(column.tolist())) for n, column in enumerate(table.T)},
        "gap_closed": _figure(_gap(table[:, -1], start, oracle)),
        "worse": _figure(share_interval(int(lost.sum()), len(lost))),
        "worst": round(float((table.min(axis=1) - table[:, 0]).mean()), 3),
    }


def ahead(ours: Sequence[Outcome], other: Sequence[Outcome]) -> dict[str, Any]:
    """By how much ours is ahead after each round, paired by owner."""
    apart = _table(ours) - _table(other)
    return {f"after_{n}": _figure(interval(column.tolist())) for n, column in enumerate(apart.T)}


def chance(briefs: Sequence[Outcome]) -> float:
    """Share of owners whose brief, which learns nothing, finds less by more than LOSS on the other
    half: what chance alone does to a precision at 20. Its first two rounds are that half's best 20.
    """
    lower = [
        sum(each.course.fitting[:2]) / AT < each.course.precision[0] - LOSS - 1e-9
        for each in briefs
    ]
    return round(float(np.mean(lower)), 3)


def by_quality(ours: Sequence[Outcome], briefs: Sequence[Outcome]) -> Iterator[dict[str, Any]]:
    """Precision of the brief and of ours after the last round, by how good the brief was."""
    for quality in sorted({each.quality for each in briefs}):
        pairs = [
            (brief.course.precision[0], own.course.precision[-1])
            for own, brief in zip(ours, briefs, strict=True)
            if brief.quality == quality
        ]
        brief, last = np.mean(pairs, axis=0).round(3).tolist()
        yield {"brief": quality, "owners": len(pairs), "its_own_list": brief, "ours": last}


def _table(some: Sequence[Outcome]) -> Floats:
    """(owners, rounds + 1) precision."""
    return np.array([each.course.precision for each in some])


def _gap(last: Floats, start: Floats, oracle: Floats) -> tuple[float, float, float]:
    def closed(rows: NDArray[np.int64]) -> Floats:
        gap = (oracle - start)[rows].mean(axis=-1)
        return np.asarray((last - start)[rows].mean(axis=-1) / np.maximum(gap, 1e-9))

    drawn = np.random.default_rng(0).integers(0, len(last), (_DRAWS, len(last)))
    low, high = np.percentile(closed(drawn), [2.5, 97.5])
    return float(closed(np.arange(len(last)))), float(low), float(high)


def _figure(values: Sequence[float]) -> dict[str, float]:
    mean, low, high = (round(float(value), 3) for value in values)
    return {"mean": mean, "low": low, "high": high}
