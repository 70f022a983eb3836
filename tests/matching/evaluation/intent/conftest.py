"""A small catalogue with a second description, without any audio."""

from __future__ import annotations

import numpy as np
import pytest

from matching.evaluation.intent.generator import generated_music
from matching.evaluation.intent.music import Music
from matching.evaluation.synthetic import synthetic_catalogue


@pytest.fixture(scope="session")
def model() -> Music:
    made_up = synthetic_catalogue(400, seed=4, errors=False)
    random = np.random.default_rng(4)
    causes = np.c_[made_up.true_facets, made_up.genre].astype(np.float64)
    second = causes @ random.normal(0, 1, (causes.shape[1], 20)) + random.normal(0, 1, (400, 20))
    tracks = np.arange(400, dtype=np.int64) // 5
    return Music("segments", made_up.columns, second.astype(np.float32), tracks, 1)


@pytest.fixture(scope="session")
def music(model: Music) -> Music:
    return generated_music(model, 1_500, seed=1)
