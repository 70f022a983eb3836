"""Altered copies are what their names say, and the sample is drawn alike every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matching.audio.sound import listen
from matching.evaluation.alterations import ALTERATIONS, read
from matching.evaluation.robustness import SEEDS, drawn
from matching.profile.track import TrackProfile
from tests.matching.conftest import RATE, WriteSound, tone


@pytest.mark.parametrize("name", ALTERATIONS)
def test_a_copy_is_altered_in_one_way(name: str, write_sound: WriteSound, tmp_path: Path) -> None:
    sound = np.stack([tone(5.0, 440.0), 0.5 * tone(5.0, 660.0)], axis=1)
    samples, rate = read(write_sound("sound.flac", sound))
    assert (samples.shape, rate) == ((2, 5 * RATE), RATE)
    copy = ALTERATIONS[name](samples, rate, tmp_path)
    altered, new_rate = read(copy)
    seconds = 6.0 if "silence" in name else 5.0
    assert altered.shape[1] / new_rate == pytest.approx(seconds, abs=0.1)
    assert len(altered) == (1 if name == "mono" else 2)
    assert new_rate == (22_050 if name == "22.05 kHz" else RATE)
    if name == "6 dB quieter":
        before = listen(tmp_path / "sound.flac", rate=16_000).loudness_lufs
        assert listen(copy, rate=16_000).loudness_lufs == pytest.approx(before - 6.0, abs=0.1)


def test_every_seed_draws_other_tracks(starter_profiles: dict[str, TrackProfile]) -> None:
    heard = list(starter_profiles.values())
    chosen = drawn(heard, 5)
    assert chosen == drawn(heard, 5)
    assert len(set(chosen)) == len(chosen) == 5 * len(SEEDS)
