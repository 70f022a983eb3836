"""What the learner sees: the quick way and the plain one."""

from __future__ import annotations

import numpy as np

from matching.evaluation.synthetic import synthetic_catalogue
from matching.intent.features import Seen, blocks, columns
from matching.retrieval.calibration import calibrated


def test_weighed_blocks_are_the_columns_times_the_weights() -> None:
    """The quick way over all allowed tracks and the plain one agree."""
    catalogue = calibrated(synthetic_catalogue(3_000, seed=2).snapshot())
    rows = np.flatnonzero(np.random.default_rng(0).random(3_000) < 0.8)
    seen, random = Seen(catalogue, rows, whole=True), np.random.default_rng(1)
    for block in blocks((), ()):
        weights = random.normal(size=len(block.prior_sd))
        expected = columns(catalogue, block, rows) @ weights
        np.testing.assert_allclose(seen.weighed(block, weights), expected, atol=1e-5)
