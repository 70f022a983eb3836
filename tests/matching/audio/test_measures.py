"""Loudness, true peak, tempo, key and drawing against sounds whose answer is known."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest
from scipy.signal import resample_poly

from matching.audio.key import Key, estimate_key, pitch_classes
from matching.audio.loudness import LoudnessMeter
from matching.audio.onsets import onset_rate, onset_strength
from matching.audio.tempo import estimate_tempo
from matching.audio.true_peak import TruePeakMeter
from matching.audio.waveform import preview_start, waveform_peaks
from tests.matching.conftest import chords, clicks, tone

RATE = 16_000


def metered(
    samples: np.ndarray, rate: int, block: int = 7_777
) -> tuple[LoudnessMeter, TruePeakMeter]:
    loudness, peak = LoudnessMeter(rate, len(samples)), TruePeakMeter(len(samples))
    for start in range(0, samples.shape[1], block):
        loudness.feed(samples[:, start : start + block])
        peak.feed(samples[:, start : start + block])
    return loudness, peak


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_loudness_agrees_with_pyloudnorm(rate: int) -> None:
    generator = np.random.default_rng(3)
    level = np.interp(np.arange(rate * 10), np.arange(11) * rate, generator.uniform(0.001, 0.3, 11))
    samples = (generator.standard_normal((2, rate * 10)) * level).astype(np.float32)
    loudness, _ = metered(samples, rate)
    expected = pyloudnorm.Meter(rate).integrated_loudness(samples.T.astype(np.float64))
    assert loudness.integrated_lufs() == pytest.approx(expected, abs=0.1)


def test_the_reference_tone_has_the_loudness_of_the_standard() -> None:
    # BS.1770: 997 Hz at 0 dBFS in one channel reads −3.01 LKFS.
    sine = np.sin(2 * np.pi * 997 * np.arange(48_000 * 5) / 48_000).astype(np.float32)
    loudness, _ = metered(sine[None], 48_000)
    assert loudness.integrated_lufs() == pytest.approx(-3.01, abs=0.02)


def test_true_peak_finds_what_lies_between_the_samples() -> None:
    # A quarter of the sampling rate, 45 degrees off: every sample is 3 dB below the peak.
    sine = np.sin(np.pi / 2 * np.arange(48_000) + np.pi / 4) * np.linspace(0, 1, 48_000)
    _, peak = metered(sine.astype(np.float32)[None], 48_000)
    assert peak.dbtp() == pytest.approx(0.0, abs=0.1)


def test_true_peak_agrees_with_oversampling_everything() -> None:
    samples = np.random.default_rng(4).normal(0, 0.2, (2, 48_000)).astype(np.float32)
    _, peak = metered(samples, 48_000, block=48_000)
    everything = np.abs(resample_poly(samples, 4, 1, axis=1)).max()
    assert peak.dbtp() == pytest.approx(20 * np.log10(everything), abs=0.3)


@pytest.mark.parametrize("bpm", [58, 72, 96, 120, 150, 185])
def test_tempo_of_clicks_up_to_the_octave(bpm: float) -> None:
    # Clicks alone do not say whether the quiet ones between are beats too.
    tempo = estimate_tempo(onset_strength(clicks(30, bpm, RATE), RATE))
    assert 50 <= tempo.bpm <= 200
    assert tempo.bpm * 2 ** np.round(np.log2(bpm / tempo.bpm)) == pytest.approx(bpm, rel=0.01)


def test_tempo_is_unsure_of_noise_and_sure_of_clicks() -> None:
    noise = np.random.default_rng(5).normal(0, 0.1, RATE * 30).astype(np.float32)
    unsure = estimate_tempo(onset_strength(noise, RATE)).confidence
    assert unsure < estimate_tempo(onset_strength(clicks(30, 120, RATE), RATE)).confidence
    assert estimate_tempo(np.zeros(3_000, np.float32)).confidence == 0.0


def test_onsets_do_not_depend_on_the_level() -> None:
    sound = clicks(20, 120, RATE)
    loud, quiet = (onset_rate(onset_strength(gain * sound, RATE)) for gain in (1.0, 0.1))
    assert loud == quiet == pytest.approx(4.0, abs=0.3)


@pytest.mark.parametrize("tonic", range(12))
@pytest.mark.parametrize("major", [True, False])
def test_key_of_a_cadence(tonic: int, major: bool) -> None:
    assert estimate_key(chords(tonic, major=major, rate=RATE), RATE) == Key(tonic, major)


def test_pitch_classes_follow_the_tuning_of_the_recording() -> None:
    votes = pitch_classes(tone(5, 440 * 2 ** (0.35 / 12), RATE), RATE)
    assert votes.argmax() == 9
    assert votes[9] > 0.5


def test_peaks_follow_the_waveform() -> None:
    peaks = waveform_peaks(np.linspace(-1, 0.0, RATE, dtype=np.float32))
    assert peaks[0] == 255
    assert (np.diff(peaks.astype(int)) <= 0).all()


def test_preview_prefers_the_lively_and_typical_and_stays_inside() -> None:
    drive = np.zeros(60)
    drive[30:42] = 1.0
    starts, likeness = np.array([0.0, 30.0, 57.0]), np.array([0.2, 0.9, 0.2])
    assert 28 <= preview_start(drive, starts, likeness, 60.0) <= 34
    assert preview_start(np.ones(60), starts, np.ones(3), 60.0) <= 50.0
    assert preview_start(np.ones(5), starts[:1], np.ones(1), 5.0) == 0.0
