"""The tempo network hears clicks at their tempo, at any level, and takes its file as it is."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import pytest

from matching.audio.tempo_belief import CLASS_BPM
from matching.audio.tempo_mel import SLICE_FRAMES, mel, mel_slices
from matching.encoders.base import EncoderUnavailable
from matching.encoders.manifest import TEMPO_CNN
from matching.encoders.registry import models_dir
from matching.encoders.tempo_network import TempoNetwork
from tests.matching.conftest import clicks

RATE = 16_000


@pytest.fixture(scope="module")
def network() -> TempoNetwork:
    return TempoNetwork.from_folder(models_dir())


@pytest.mark.parametrize("bpm", [90, 120, 150])
def test_clicks_are_heard_at_their_tempo(network: TempoNetwork, bpm: int) -> None:
    odds = network.odds(clicks(30, bpm, RATE))
    assert odds.sum() == pytest.approx(1.0, abs=1e-4)
    assert abs(CLASS_BPM[np.argmax(odds)] - bpm) <= 1


def test_the_level_does_not_matter(network: TempoNetwork) -> None:
    sound = clicks(20, 100, RATE)
    np.testing.assert_allclose(network.odds(sound), network.odds(0.1 * sound), atol=1e-4)


def test_the_bands_are_those_of_the_original(network: TempoNetwork) -> None:
    sound = clicks(20, 120, RATE)
    original = librosa.feature.melspectrogram(
        y=librosa.resample(sound, orig_sr=RATE, target_sr=11_025),
        sr=11_025, n_fft=1_024, hop_length=512, power=1, n_mels=40, fmin=20, fmax=5_000,
    )  # fmt: skip
    ours = mel(sound)[:, : original.shape[1]]
    assert np.corrcoef(ours.ravel(), original[:, : ours.shape[1]].ravel())[0, 1] > 0.99


@pytest.mark.parametrize("seconds", [0.01, 3.0, 11.0, 12.0, 200.0])
def test_every_length_gives_slices(seconds: float) -> None:
    slices = mel_slices(np.ones(int(seconds * RATE), np.float32))
    assert slices.shape[1:] == (40, SLICE_FRAMES)
    assert 1 <= len(slices) <= 8


def test_silence_gives_odds(network: TempoNetwork) -> None:
    assert np.isfinite(network.odds(np.zeros(RATE, np.float32))).all()


def test_a_missing_or_damaged_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="python -m matching models"):
        TempoNetwork.from_folder(tmp_path)
    (tmp_path / TEMPO_CNN.name).write_bytes(b"not a model")
    with pytest.raises(EncoderUnavailable, match="damaged"):
        TempoNetwork.from_folder(tmp_path)
