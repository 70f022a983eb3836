"""Levelling: down as far as needed, up only as far as the true peak allows."""

from __future__ import annotations

import pytest

from matching.audio.levelling import levelling_gain


@pytest.mark.parametrize(
    ("lufs", "peak", "gain"),
    [
        (-10.0, 0.5, -6.0),
        (-16.0, -1.0, 0.0),
        (-20.0, -8.0, 4.0),
        (-20.0, -3.0, 2.0),
        (-20.0, 0.0, 0.0),
        (-20.0, None, 0.0),
        (-60.0, -40.0, 12.0),
        (None, -3.0, 0.0),
    ],
)
def test_gain(lufs: float | None, peak: float | None, gain: float) -> None:
    assert levelling_gain(lufs, peak) == gain
