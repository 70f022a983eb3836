"""The same recording is recognised in another file; other music is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from matching.audio.fingerprint import (
    RELATED_ERRORS,
    SAME_RECORDING_ERRORS,
    WHOLE,
    Fingerprint,
    Fingerprinter,
    compare,
    pack,
    unpack,
)
from matching.audio.inspection import inspect
from matching.evaluation.alterations import after_silence, as_mp3, at_low_rate, quieter, read
from tests.starter import starter_paths


def fingerprint(path: Path) -> Fingerprint:
    return inspect(path).fingerprint


@pytest.fixture(scope="module")
def original() -> Path:
    return starter_paths()[0]


@pytest.mark.parametrize("alter", [as_mp3, quieter, at_low_rate, after_silence])
def test_a_copy_is_recognised(alter, original: Path, tmp_path: Path) -> None:
    sound, rate = read(original)
    found = compare(fingerprint(original), fingerprint(alter(sound, rate, tmp_path)))
    assert found is not None
    assert found.error_rate < SAME_RECORDING_ERRORS
    assert found.overlap_share > WHOLE
    assert found.shift_s == pytest.approx(1.0 if alter is after_silence else 0.0, abs=0.06)


def test_other_music_is_not(original: Path) -> None:
    others = starter_paths()[1:4]
    own = fingerprint(original)
    for other in others:
        found = compare(own, fingerprint(other))
        assert found is not None
        assert found.error_rate > RELATED_ERRORS


def test_containers_without_loss_have_the_same_sound(original: Path, tmp_path: Path) -> None:
    sound, rate = read(original)
    whole = np.round(np.clip(sound.T, -1, 1) * 32_767).astype(np.int16)
    for name in ("song.wav", "song.flac"):
        soundfile.write(tmp_path / name, whole, rate, subtype="PCM_16")
    one, two = inspect(tmp_path / "song.wav"), inspect(tmp_path / "song.flac")
    assert one.sound_sha256 == two.sound_sha256
    found = compare(one.fingerprint, inspect(original).fingerprint)
    assert found is not None
    assert found.error_rate < 0.005  # its own decoding in 16 bits


def test_silence_is_no_evidence() -> None:
    quiet = Fingerprinter(44_100)
    quiet.feed(np.zeros((2, 441_000), dtype=np.float32))
    nothing = quiet.fingerprint()
    assert not nothing.any()
    assert compare(nothing, nothing) is None
    assert len(Fingerprinter(44_100).fingerprint()) == 0


def test_packing_keeps_every_bit() -> None:
    bits = np.random.default_rng(3).integers(0, 2**32, 50, dtype=np.uint32)
    assert (unpack(pack(bits)) == bits).all()
