"""Sounds made on the spot, the bundled audio encoder, and the starter tracks as it hears them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from matching.encoders.base import AudioEncoder, EncoderUnavailable
from matching.encoders.registry import audio_encoder
from matching.evaluation.labelled import Labelled, labelled
from matching.profile.folder import audio_sha256
from matching.profile.track import TrackProfile
from tests.starter import starter_paths

RATE = 44_100
WriteSound = Callable[..., Path]


@pytest.fixture(scope="session")
def encoder() -> AudioEncoder:
    try:
        return audio_encoder()
    except EncoderUnavailable as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"{problem} (make models)")


@pytest.fixture(scope="session")
def starter_profiles(heard: dict[str, TrackProfile]) -> dict[str, TrackProfile]:
    """The starter tracks' profiles by the names of their files."""
    return {path.stem: heard[audio_sha256(path)] for path in starter_paths()}


@pytest.fixture(scope="session")
def starter_tracks(starter_profiles: dict[str, TrackProfile]) -> Labelled:
    """The starter catalogue as a snapshot with its makers' labels; ids are 0 to 27."""
    return labelled(list(starter_profiles.items()), "starter")


@pytest.fixture
def write_sound(tmp_path: Path) -> WriteSound:
    """write_sound("name.flac", samples, rate) writes (n,) or (n, channels) and returns the path."""

    def write(name: str, samples: npt.NDArray[np.float32], rate: int = RATE, **how: str) -> Path:
        path = tmp_path / name
        soundfile.write(path, samples, rate, **how)
        return path

    return write


def tone(seconds: float, hz: float = 440.0, rate: int = RATE) -> npt.NDArray[np.float32]:
    time = np.arange(round(seconds * rate)) / rate
    return (0.3 * np.sin(2 * np.pi * hz * time)).astype(np.float32)


def clicks(seconds: float, bpm: float, rate: int = RATE) -> npt.NDArray[np.float32]:
    """Short noise bursts on the beat, and quieter ones between."""
    generator = np.random.default_rng(0)
    sound = np.zeros(round(seconds * rate), dtype=np.float32)
    burst = generator.standard_normal(rate // 50).astype(np.float32)
    burst *= np.exp(-np.linspace(0, 6, len(burst))).astype(np.float32)
    for number, start in enumerate(np.arange(0, seconds - 0.1, 30 / bpm)):
        at = round(start * rate)
        sound[at : at + len(burst)] += (0.5 if number % 2 == 0 else 0.12) * burst
    return sound


def chords(tonic: int, *, major: bool, rate: int = RATE) -> npt.NDArray[np.float32]:
    """Tonic, subdominant, dominant, tonic; one second each, twice; ``tonic`` 0 = C."""
    third = 4 if major else 3
    progression = [(0, third, 7), (5, 5 + third, 12), (7, 11, 14), (0, third, 7)] * 2
    sounds = []
    for chord in progression:
        notes = [261.63 * 2 ** ((tonic + step) / 12) for step in chord]
        sounds.append(sum(tone(1.0, hz, rate) + 0.4 * tone(1.0, 2 * hz, rate) for hz in notes) / 4)
    return np.concatenate(sounds).astype(np.float32)


@pytest.fixture
def music() -> npt.NDArray[np.float32]:
    """Twelve seconds of stereo: chords with a beat, rising in the middle."""
    beat = clicks(12.0, 120)
    harmony = np.resize(chords(9, major=False), len(beat))
    swell = np.interp(np.linspace(0, 1, len(beat)), (0, 0.5, 1), (0.4, 1.0, 0.5))
    left = (swell * (0.6 * harmony + beat)).astype(np.float32)
    return np.stack((left, 0.9 * left), axis=1)
