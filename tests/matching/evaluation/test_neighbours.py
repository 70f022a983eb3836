"""Figures of neighbourhoods, on matrices small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pytest

from matching.evaluation.neighbours import (
    average_precisions,
    families,
    hubness,
    r_precision,
    same,
)
from matching.evaluation.similarity_choice import GRID, TOLERANCE, chosen
from matching.evaluation.variety_bench import gini

TOGETHER = same(["a", "a", "a", "b", "b", None])


def test_companions_found_first_are_worth_one() -> None:
    perfect = TOGETHER.astype(float)
    assert np.nanmean(r_precision(perfect, TOGETHER)) == 1.0
    assert np.nanmean(average_precisions(perfect, TOGETHER)) == 1.0
    assert np.isnan(r_precision(perfect, TOGETHER)[5])


def test_a_track_is_no_companion_of_its_own() -> None:
    similarity = np.eye(6)
    similarity[0] = [9, 1, 5, 4, 3, 2]  # itself, then the third, two strangers, …, the second
    assert r_precision(similarity, TOGETHER)[0] == 0.5
    assert average_precisions(similarity, TOGETHER)[0] == pytest.approx((1 + 2 / 5) / 2)


def test_families_are_numbered_by_size() -> None:
    assert families(TOGETHER).tolist() == [0, 0, 0, 1, 1, 2]


def test_a_track_near_to_all_is_a_hub() -> None:
    random = np.random.default_rng(0).random((60, 60))
    assert abs(hubness(random)) < 1.0
    random[:, :2] += 1.0
    assert hubness(random) > 3.0


def test_gini_is_nought_for_equals_and_near_one_for_a_single_winner() -> None:
    assert gini(np.array([3, 3, 3])) == 0.0
    assert gini(np.array([0] * 99 + [5])) == pytest.approx(0.99)


def test_the_middle_of_what_is_as_good_as_the_best_is_chosen() -> None:
    found = np.full((len(GRID), 4), 0.3)
    best = next(n for n, each in enumerate(GRID) if each.tempo == 0.0)
    close = next(n for n, each in enumerate(GRID) if each.tempo == 0.1)
    far = next(n for n, each in enumerate(GRID) if each.tempo == 0.15)
    found[best], found[close], found[far] = 0.5, 0.5 - TOLERANCE / 2, 0.5 - 2 * TOLERANCE
    assert chosen(found).tempo == 0.05
