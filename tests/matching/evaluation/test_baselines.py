"""The baselines are what they say: chance at chance, timbre by timbre, MusiCNN by MusiCNN only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.corpora.track import CorpusTrack
from matching.evaluation.baselines import (
    cosine,
    mfcc_vectors,
    plain_musicnn,
    popularity_similarities,
    random_similarities,
)
from matching.profile.track import TrackProfile
from tests.matching.conftest import WriteSound, clicks, tone


def test_mfccs_hear_timbre_and_are_kept(write_sound: WriteSound, tmp_path: Path) -> None:
    sounds = {
        "low tone": tone(4.0, 220.0), "high tone": tone(4.0, 247.0),
        "clicks": clicks(4.0, 100), "other clicks": clicks(4.0, 130),
    }  # fmt: skip
    tracks = [
        CorpusTrack(name, write_sound(f"{name}.flac", sound), "made")
        for name, sound in sounds.items()
    ]
    vectors = mfcc_vectors(tracks, cache=tmp_path / "kept")
    assert vectors.shape == (4, 40)
    alike = cosine(vectors)
    np.fill_diagonal(alike, -2)
    assert alike.argmax(axis=1).tolist() == [1, 0, 3, 2]
    assert len(list((tmp_path / "kept").glob("*.npy"))) == 4
    np.testing.assert_array_equal(mfcc_vectors(tracks, cache=tmp_path / "kept"), vectors)


def test_plain_musicnn_takes_no_other_model(starter_profiles: dict[str, TrackProfile]) -> None:
    heard = list(starter_profiles.values())[:3]
    np.testing.assert_allclose(np.diag(cosine(plain_musicnn(heard))), 1.0)
    with pytest.raises(ValueError, match="not MusiCNN's"):
        plain_musicnn([replace(heard[0], analyser="clap-windows-1")])


def test_chance_and_popularity() -> None:
    assert (random_similarities(2, 5, seed=1) == random_similarities(2, 5, seed=1)).all()
    assert (random_similarities(2, 5, seed=1) != random_similarities(2, 5, seed=2)).any()
    assert popularity_similarities([3, 9, 1], 2).argmax(axis=1).tolist() == [1, 1]
