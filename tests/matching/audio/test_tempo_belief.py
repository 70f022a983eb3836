"""The network's odds settle which of two tempi people tap, and only that."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from matching.audio.onsets import onset_strength
from matching.audio.periodicity import GRID
from matching.audio.tempo import estimate_tempo
from matching.audio.tempo_belief import CLASS_BPM, belief
from tests.matching.conftest import clicks

RATE = 16_000


def odds_at(bpm: float) -> npt.NDArray[np.float32]:
    near = np.exp(-0.5 * np.square((CLASS_BPM - bpm) / 1.0))
    odds: npt.NDArray[np.float32] = (near / near.sum()).astype(np.float32)
    return odds


def test_the_odds_choose_among_the_octaves_of_a_beat() -> None:
    strength = onset_strength(clicks(30, 90, RATE), RATE)
    assert estimate_tempo(strength, odds_at(90)).bpm == pytest.approx(90, rel=0.02)
    assert estimate_tempo(strength, odds_at(180)).bpm == pytest.approx(180, rel=0.02)


def test_odds_of_a_tempo_that_nothing_repeats_at_change_nothing() -> None:
    strength = onset_strength(clicks(30, 90, RATE), RATE)
    assert estimate_tempo(strength, odds_at(111)).bpm == estimate_tempo(strength).bpm


def test_a_tempo_that_is_seldom_named_counts_more_when_it_is() -> None:
    slow, usual = belief(odds_at(60)), belief(odds_at(120))
    at = {bpm: int(np.argmin(np.abs(GRID - bpm))) for bpm in (60, 120)}
    assert slow[at[60]] > usual[at[120]] > slow[at[120]] > 0
