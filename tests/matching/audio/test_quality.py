"""Each fault is found in music that has it, and none in music that has not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from matching.audio.inspection import inspect
from matching.audio.quality import BLOCKING, HINTS, Finding, findings, wrong_length
from matching.audio.quality_meter import Measured, QualityMeter

RATE = 44_100


def music(seconds: float = 20.0, rate: int = RATE) -> np.ndarray:
    """(2, n) chords with broad-band beats, different in both channels, −9 dBFS at its peaks."""
    time = np.arange(int(seconds * rate)) / rate
    numbers = np.random.default_rng(5)
    chord = sum(np.sin(2 * np.pi * pitch * time) for pitch in (220.0, 277.2, 329.6)) / 6
    beat = np.exp(-14 * (time % 0.5)) * numbers.normal(size=len(time)) / 6
    sound = np.stack([chord + beat, chord - 0.5 * beat]) * np.exp(-0.3 * (time % 4))
    return (0.35 * sound / np.abs(sound).max()).astype(np.float32)


def measured(sound: np.ndarray, rate: int = RATE) -> Measured:
    meter = QualityMeter(rate, len(sound))
    for start in range(0, sound.shape[1], rate):
        meter.feed(sound[:, start : start + rate])
    return meter.measured()


def blocking(sound: np.ndarray, rate: int = RATE) -> set[str]:
    return {one.code for one in findings(measured(sound, rate)) if one.blocking}


def silence(seconds: float) -> np.ndarray:
    return np.zeros((2, int(seconds * RATE)), dtype=np.float32)


def test_good_music_has_nothing() -> None:
    assert blocking(music()) == set()


def test_clipping_is_found_however_loud_it_is_now() -> None:
    clipped = np.clip(music() * 12, -1.0, 1.0)
    for gain in (1.0, 0.4):
        found = [one for one in findings(measured(clipped * gain)) if one.code == "clipped"]
        assert len(found) == 1
        assert found[0].params["spans"]


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("silence_before", (silence(7), music())),
        ("silence_after", (music(), silence(10))),
        ("silence_within", (music(), silence(7), music())),
    ],
)
def test_silence_is_found_where_it_is(code: str, parts: tuple[np.ndarray, ...]) -> None:
    found = [one for one in findings(measured(np.concatenate(parts, axis=1))) if one.blocking]
    assert [one.code for one in found] == [code]
    start, end = found[0].params["spans"][0]
    before = 0 if code == "silence_before" else 20
    assert start == pytest.approx(before, abs=0.6)
    assert end - start == pytest.approx(found[0].params["seconds"], abs=0.1)


def test_a_short_pause_is_music() -> None:
    assert (
        blocking(np.concatenate([silence(1.5), music(), silence(2), music(), silence(3)], 1))
        == set()
    )


def test_telephone_sound_is_found_at_any_rate() -> None:
    thin = soxr.resample(music().mean(axis=0), RATE, 8_000)[None].astype(np.float32)
    again = soxr.resample(thin[0], 8_000, RATE)[None].astype(np.float32)
    assert blocking(thin, 8_000) == {"narrow_band"}
    assert blocking(again) == {"narrow_band"}
    assert {one.code for one in findings(measured(again))} >= {"one_channel"}


def test_levels_out_of_range() -> None:
    assert blocking(music() * 0.01) == {"too_quiet"}
    assert "too_loud" in blocking(np.sign(music()) * 0.99)


def test_files_that_break_off(tmp_path: Path) -> None:
    path = tmp_path / "song.flac"
    soundfile.write(path, music().T, RATE)
    whole = path.read_bytes()
    assert {one.code for one in inspect(path).findings if one.blocking} == set()
    path.write_bytes(whole[: int(len(whole) * 0.6)])
    assert "broken_off" in {one.code for one in inspect(path).findings}


def test_lengths_may_be_rounded_but_not_wrong() -> None:
    assert wrong_length(180.0, 182.9) is None
    assert wrong_length(600.0, 611.0) is None
    assert wrong_length(0.0, 100.0) is None
    found = wrong_length(180.0, 90.0)
    assert found is not None
    assert found.params == {"stated_s": 180.0, "seconds": 90.0}


def test_nothing_at_all_is_no_fault() -> None:
    assert findings(measured(np.zeros((1, 0), dtype=np.float32))) is not None
    assert BLOCKING.isdisjoint(HINTS)
    assert Finding("clipped").blocking
