"""Facets of sounds that are hardly music: sane, and sure of nothing that is not there."""

from __future__ import annotations

import numpy as np
import pytest

from matching.audio.analyse import analyse_file
from matching.audio.errors import AudioProblem
from matching.audio.key import estimate_key
from matching.audio.onsets import onset_rate, onset_strength
from matching.audio.tempo import Tempo, estimate_tempo
from matching.audio.timbre import describe_timbre
from matching.encoders.base import AudioEncoder
from tests.matching.conftest import WriteSound, clicks, tone

RATE = 16_000


def noise(seconds: float) -> np.ndarray:
    return np.random.default_rng(2).normal(0, 0.1, round(RATE * seconds)).astype(np.float32)


ODD = {
    "silence": np.zeros(RATE * 10, np.float32),
    "one note": tone(10, 440, RATE),
    "noise": noise(20),
    "three seconds": noise(3),
    "one click": np.eye(1, RATE * 5, RATE, dtype=np.float32)[0],
    "almost nothing": np.zeros(1, np.float32),
}


def tempo_of(sound: np.ndarray) -> Tempo:
    return estimate_tempo(onset_strength(sound, RATE))


@pytest.mark.parametrize("name", ODD)
def test_facets_are_in_range_whatever_comes(name: str) -> None:
    sound = ODD[name]
    strength = onset_strength(sound, RATE)
    tempo, key = estimate_tempo(strength), estimate_key(sound, RATE)
    timbre = describe_timbre(sound, RATE, strength, onset_rate(strength))
    assert 50 <= tempo.bpm <= 200
    assert 0 <= tempo.confidence <= 1
    assert 0 <= key.tonic < 12
    assert 0 <= timbre.brightness <= 1
    assert np.isfinite(timbre.drive).all()


@pytest.mark.parametrize("name", ODD)
def test_no_tempo_is_believed_where_nothing_beats(name: str) -> None:
    assert tempo_of(ODD[name]).confidence < 0.5


def test_a_steady_beat_is_believed() -> None:
    assert tempo_of(clicks(30, 100, RATE)).confidence > 0.5


def test_brightness_follows_the_colour_and_not_the_level() -> None:
    def brightness(sound: np.ndarray) -> float:
        return describe_timbre(sound, RATE, onset_strength(sound, RATE), 1.0).brightness

    bright = noise(5)
    dark = np.convolve(bright, np.ones(16, np.float32) / 16, mode="same").astype(np.float32)
    assert brightness(dark) < brightness(bright)
    assert brightness(bright / 2) == pytest.approx(brightness(bright), abs=0.01)


def test_a_three_second_file_has_a_profile(encoder: AudioEncoder, write_sound: WriteSound) -> None:
    profile = analyse_file(write_sound("short.wav", noise(3.1), RATE), encoder)
    assert profile.facets["tempo_confidence"] < 0.5
    assert 0 <= profile.facets["vocal"] <= 1


def test_a_silent_file_is_refused(encoder: AudioEncoder, write_sound: WriteSound) -> None:
    with pytest.raises(AudioProblem):
        analyse_file(write_sound("silent.wav", ODD["silence"], RATE), encoder)
