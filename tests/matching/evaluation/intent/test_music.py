"""Generated catalogues are like their model, and are read with the errors that were measured."""

from __future__ import annotations

import numpy as np
import pytest

from matching.evaluation.intent.generator import generated_music
from matching.evaluation.intent.music import Music
from matching.evaluation.intent.reading import SLOW_DOUBLED, VOCAL_AUC, spread_for
from matching.evaluation.intent.realism import realism
from matching.profile.track import FACETS

TEMPO, VOCAL = FACETS.index("tempo_bpm"), FACETS.index("vocal")


def test_the_same_seed_gives_the_same_tracks(model: Music) -> None:
    one, again, other = (generated_music(model, 50, seed) for seed in (3, 3, 4))
    assert all(np.array_equal(one.columns[name], again.columns[name]) for name in one.columns)
    assert not np.array_equal(one.columns["style"], other.columns["style"])


def test_generated_tracks_are_like_their_model(model: Music, music: Music) -> None:
    near = realism(model, music)
    assert near["marginals"] < 0.05
    assert near["correlations"] < 0.05
    assert np.allclose(np.linalg.norm(music.columns["style"], axis=1), 1.0, atol=1e-4)


def test_slow_tracks_are_read_at_twice_their_tempo_as_often_as_measured(music: Music) -> None:
    true, read = music.columns["facets"][:, TEMPO], music.read.facets[:, TEMPO]
    slow = true < 100
    doubled = np.isclose(read[slow], np.minimum(2 * true[slow], 200))
    assert abs(doubled.mean() - SLOW_DOUBLED) < 0.06


def test_errors_never_reach_what_owners_hear(music: Music) -> None:
    before = music.columns["facets"].copy()
    assert not np.allclose(music.read.facets[:, VOCAL], before[:, VOCAL])
    assert np.array_equal(music.columns["facets"], before)


def test_an_error_is_as_large_as_the_area_under_the_curve_asks() -> None:
    random = np.random.default_rng(0)
    values = np.r_[random.normal(0, 1, 2_000), random.normal(4, 1, 2_000)]
    sung, error = np.arange(4_000) >= 2_000, random.normal(0, 1, 4_000)
    read = values + error * spread_for(values, sung, ~sung, VOCAL_AUC, error)
    above = (read[sung][:, None] > read[~sung][None]).mean()
    assert above == pytest.approx(VOCAL_AUC, abs=0.005)
    assert spread_for(error, sung, ~sung, VOCAL_AUC, error) == 0.0
