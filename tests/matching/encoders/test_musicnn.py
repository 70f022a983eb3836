"""The torch MusiCNN gives what the original package gave, whatever the batch."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import pytest
import torch

from matching.audio import log_mel
from matching.encoders.base import AudioEncoder
from matching.encoders.musicnn import MusicnnEncoder
from matching.encoders.musicnn_tags import MSD_TAGS, MTT_TAGS, TAGS, plain_tag
from matching.encoders.registry import models_dir

GOLDEN = Path(__file__).parents[2] / "data" / "musicnn_golden.npz"


@pytest.fixture(scope="module")
def musicnn(encoder: AudioEncoder) -> MusicnnEncoder:
    assert isinstance(encoder, MusicnnEncoder)
    return encoder


def test_tags_equal_the_original_package(musicnn: MusicnnEncoder) -> None:
    with np.load(GOLDEN) as golden:
        for name in {key.split("/")[0] for key in golden}:
            embedded = musicnn.embed_patches(torch.from_numpy(golden[f"{name}/patches"]))
            expected = np.concatenate((golden[f"{name}/msd"], golden[f"{name}/mtt"]), axis=1)
            assert np.abs(embedded.tags - expected).max() < 1e-3
            assert embedded.style.shape == (len(expected), 400)


def test_results_do_not_depend_on_the_batch(musicnn: MusicnnEncoder) -> None:
    windows = np.random.default_rng(0).normal(0, 0.1, (5, log_mel.PATCH_SAMPLES))
    windows = windows.astype(np.float32)
    results = [musicnn.embed(windows)]
    for batch in (1, 5):
        one = MusicnnEncoder.from_folder(models_dir())
        one.batch_windows = batch
        results.append(one.embed(windows))
    for other in results[1:]:
        assert np.abs(results[0].style - other.style).max() < 1e-4
        assert np.abs(results[0].tags - other.tags).max() < 1e-4


def test_no_windows_give_no_rows(musicnn: MusicnnEncoder) -> None:
    embedded = musicnn.embed(np.zeros((0, musicnn.window_samples), np.float32))
    assert embedded.style.shape == (0, 400)
    assert embedded.tags.shape == (0, 100)


def test_log_mel_equals_librosa() -> None:
    sound = np.random.default_rng(1).normal(0, 0.2, log_mel.PATCH_SAMPLES).astype(np.float32)
    mel = librosa.feature.melspectrogram(
        y=sound, sr=16_000, n_fft=512, hop_length=256, n_mels=96, center=False
    )
    expected = np.log10(10_000 * mel.T + 1)
    heard = log_mel.log_mel(torch.from_numpy(sound[None]))[0].numpy()
    assert heard.shape == expected.shape == (187, 96)
    assert np.abs(heard - expected).max() < 1e-4


def test_tag_names_are_unique_and_keep_their_words() -> None:
    assert len(set(TAGS)) == len(TAGS) == 100
    assert tuple(map(plain_tag, TAGS)) == MSD_TAGS + MTT_TAGS
