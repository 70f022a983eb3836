"""Measures against values worked out by hand."""

from __future__ import annotations

import pytest

from matching.evaluation.metrics import (
    average_precision,
    interval,
    mean_average_precision,
    ndcg_at,
    precision_at,
    recall_at,
    share_interval,
)


def test_precision_counts_empty_places_as_wrong() -> None:
    assert precision_at([1, 2, 3, 4], {1, 3}, 4) == 0.5
    assert precision_at([1], {1}, 4) == 0.25
    with pytest.raises(ValueError, match="positive"):
        precision_at([1], {1}, 0)


def test_average_precision() -> None:
    assert average_precision([1, 9, 2], {1, 2}) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([9], set()) == 0.0
    assert mean_average_precision([[1], [9]], [{1}, {1}]) == 0.5


def test_ndcg() -> None:
    assert ndcg_at([1, 2], {1: 3.0, 2: 1.0}, 2) == pytest.approx(1.0)
    assert ndcg_at([2, 1], {1: 3.0, 2: 1.0}, 2) < 1.0
    assert ndcg_at([1], {}, 5) == 0.0


def test_recall_and_interval() -> None:
    assert recall_at([1, 2, 9], [1, 2, 3], 3) == pytest.approx(2 / 3)
    mean, low, high = interval([0.0, 1.0] * 20)
    assert low < mean == 0.5 < high


def test_a_share_without_failures_is_not_certain() -> None:
    share, low, high = share_interval(24, 24)
    assert (share, high) == (1.0, 1.0)
    assert low == pytest.approx(24 / (24 + 1.96**2), abs=1e-3)
    assert share_interval(0, 0) == (0.0, 0.0, 1.0)
