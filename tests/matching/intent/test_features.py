"""What the learner sees: the quick way and the plain one."""

from __future__ import annotations

import numpy as np
import pytest

from matching.evaluation.synthetic import synthetic_catalogue
from matching.intent.features import Seen, blocks, columns
from matching.intent.state import Event
from matching.retrieval.calibration import calibrated
from matching.retrieval.query import Query
from matching.retrieval.recommend import recommend
from tests.matching.synthetic import told_by_style


def test_weighed_blocks_are_the_columns_times_the_weights() -> None:
    """The quick way over all allowed tracks and the plain one agree."""
    catalogue = calibrated(synthetic_catalogue(3_000, seed=2).snapshot())
    rows = np.flatnonzero(np.random.default_rng(0).random(3_000) < 0.8)
    seen, random = Seen(catalogue, rows), np.random.default_rng(1)
    for block in blocks((), ()):
        weights = random.normal(size=len(block.prior_sd))
        expected = columns(catalogue, block, rows) @ weights
        np.testing.assert_allclose(seen.weighed(block, weights), expected, atol=1e-5)


@pytest.mark.parametrize("width", [2, 23, 24, 40])
def test_a_style_of_any_width_teaches(width: int) -> None:
    """Accepted tracks lie on one side of the first direction; more of that side scores higher."""
    styles = np.random.default_rng(width).normal(size=(60, width)).astype(np.float32)
    styles[:, 0] = np.where(np.arange(60) % 2, 3.0, -3.0)
    styles /= np.linalg.norm(styles, axis=1, keepdims=True)
    snapshot = told_by_style(styles, "narrow-windows-1")
    events = [Event("accept" if number % 2 else "reject", number) for number in range(12)]
    found = recommend(snapshot, Query(), allowed_ids=range(60), length=60, events=events)
    scores = {item.id: item.score for item in found.items if item.id >= 12}
    liked = np.mean([score for number, score in scores.items() if number % 2])
    assert liked > np.mean([score for number, score in scores.items() if not number % 2])
