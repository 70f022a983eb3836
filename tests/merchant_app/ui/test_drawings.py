"""Waveforms, covers, strength and energy bars: what is drawn follows from the sound."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from merchant_app.ui.cover import cover_shapes
from merchant_app.ui.waveform import QUIETEST, bar_heights, bar_path


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@given(st.binary(max_size=900), st.integers(1, 300))
def test_any_peaks_make_the_wanted_number_of_bars(peaks: bytes, bars: int) -> None:
    heights = bar_heights(peaks, bars)
    assert len(heights) == bars
    assert all(QUIETEST <= height <= 1 for height in heights)


def test_the_loudest_part_is_the_highest_bar() -> None:
    heights = bar_heights([10] * 200 + [200] * 10 + [10] * 190, 40)
    assert max(range(40), key=heights.__getitem__) in (20, 21)


def test_bars_stay_inside_the_drawing() -> None:
    path = bar_path(bar_heights([0, 255, 30], 3), 28)
    for top, length in re.findall(r"M[\d.]+ ([\d.]+)v(\d+)", path):
        assert float(top) >= 0
        assert float(top) + int(length) <= 28


def test_progress_clips_by_its_width() -> None:
    html = drawn("{% waveform peaks 50 '' 0.5 %}", peaks=b"\x80" * 400)
    assert 'class="wave-done" width="100.0"' in html
    assert "wave-done" not in drawn("{% waveform peaks %}", peaks=None)


def test_the_same_sound_gets_the_same_cover_and_another_key_another_colour() -> None:
    sound = {"key": 3.0, "mode": 1.0, "energy": 0.2}
    assert cover_shapes(sound) == cover_shapes(dict(sound))
    assert cover_shapes(sound)["ground"] != cover_shapes({**sound, "key": 9.0})["ground"]


def test_more_energy_draws_more_arches() -> None:
    calm = cover_shapes({"energy": 0.0})["rings"]
    loud = cover_shapes({"energy": 1.0})["rings"]
    assert len(calm) < len(loud)  # type: ignore[arg-type]


def test_a_track_without_analysis_has_a_cover_too() -> None:
    assert "<svg" in drawn("{% cover None 'small' 'Not analysed' %}")


@pytest.mark.parametrize(("value", "width"), [(1, "44"), (-0.5, "22"), (0.01, "6"), (7, "44")])
def test_strength_shows_how_far(value: float, width: str) -> None:
    assert f'class="value" width="{width}' in drawn("{% strength value %}", value=value)


def test_energy_marks_now() -> None:
    html = drawn("{% energy_bars values 1 %}", values=[0.1, 0.9, 2.0])
    assert html.count("<rect") == 3
    assert html.count('class="now"') == 1
