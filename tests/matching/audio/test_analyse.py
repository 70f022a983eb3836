"""The profile of a recording: complete, repeatable, and the same music when it is re-encoded."""

from __future__ import annotations

import numpy as np
import pytest

from matching.audio.analyse import analyse_file, analyser_name
from matching.audio.windows import EDGE_WINDOWS, WINDOW_COUNT, audible, cut_windows, window_starts
from matching.encoders.base import AudioEncoder
from matching.profile.track import FACETS
from tests.matching.conftest import RATE, WriteSound


def test_a_profile_is_complete_and_in_range(
    encoder: AudioEncoder, write_sound: WriteSound, music: np.ndarray
) -> None:
    profile = analyse_file(write_sound("song.flac", music, RATE), encoder)
    assert set(profile.facets) == set(FACETS)
    for name in ("tempo_confidence", "energy", "brightness", "vocal", "acoustic"):
        assert 0 <= profile.facets[name] <= 1
    assert profile.facets["tempo_bpm"] == pytest.approx(120, rel=0.02)
    assert (profile.facets["key"], profile.facets["mode"]) == (9, 0)
    assert profile.duration_s == pytest.approx(12.0)
    for vector in (profile.style, profile.intro, profile.outro):
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert np.linalg.norm(vector[:200]) == pytest.approx(np.sqrt(0.5), abs=1e-5)
    assert profile.peaks.max() == 255
    assert 0 <= profile.preview_start_s <= 2
    assert profile.analyser == analyser_name(encoder)
    assert profile.warnings == ()


def test_the_same_file_gives_the_same_bytes(
    encoder: AudioEncoder, write_sound: WriteSound, music: np.ndarray
) -> None:
    path = write_sound("song.flac", music, RATE)
    assert analyse_file(path, encoder).pack() == analyse_file(path, encoder).pack()


def test_turning_it_down_changes_loudness_and_nothing_else(
    encoder: AudioEncoder, write_sound: WriteSound, music: np.ndarray
) -> None:
    loud = analyse_file(write_sound("loud.wav", music, subtype="FLOAT"), encoder)
    quiet = analyse_file(write_sound("quiet.wav", 0.5 * music, subtype="FLOAT"), encoder)
    assert loud.facets["loudness_lufs"] - quiet.facets["loudness_lufs"] == pytest.approx(6.02, 0.01)
    for name in ("tempo_bpm", "key", "mode", "brightness", "onset_rate"):
        assert quiet.facets[name] == pytest.approx(loud.facets[name], rel=1e-3)
    assert np.allclose(quiet.timbre, loud.timbre, atol=0.05)
    assert loud.timbre.any()
    assert loud.style @ quiet.style > 0.9


def test_a_lossy_copy_is_nearly_the_same_music(
    encoder: AudioEncoder, write_sound: WriteSound, music: np.ndarray
) -> None:
    original = analyse_file(write_sound("song.flac", music), encoder)
    copy = analyse_file(write_sound("song.mp3", music), encoder)
    assert original.style @ copy.style > 0.95
    assert copy.facets["tempo_bpm"] == pytest.approx(original.facets["tempo_bpm"], rel=0.01)


def test_windows_are_spread_from_the_first_second_to_the_last(encoder: AudioEncoder) -> None:
    step = encoder.window_samples - encoder.lead_samples
    samples = 60 * step
    starts = window_starts(samples, encoder, "windows")
    assert len(starts) == WINDOW_COUNT
    assert starts[0] == 0
    assert starts[-1] == samples - step
    assert starts[1] - starts[0] == starts[-1] - starts[-2] == step
    assert EDGE_WINDOWS == 2
    assert np.array_equal(window_starts(samples, encoder, "full"), np.arange(60) * step)
    assert len(window_starts(step // 2, encoder, "windows")) == 1


def test_windows_carry_the_sound_before_them(encoder: AudioEncoder) -> None:
    mono = np.arange(3 * encoder.window_samples, dtype=np.float32)
    windows = cut_windows(mono, np.array([0, 10_000]), encoder)
    assert windows.shape == (2, encoder.window_samples)
    assert (windows[0, : encoder.lead_samples] == 0).all()
    assert windows[0, encoder.lead_samples] == mono[0]
    assert windows[1, 0] == mono[10_000 - encoder.lead_samples]


def test_near_silence_is_told_from_quiet_music() -> None:
    assert audible(np.array([0.1, 0.001, 0.00001])).tolist() == [True, True, False]
