"""Drawing loudness over time as bars, small enough to be written into the page."""

from __future__ import annotations

from collections.abc import Iterable

BAR_STEP = 4
"""Drawing units from one bar to the next; the bar itself takes `BAR_WIDTH` of them."""
BAR_WIDTH = 2.4
QUIETEST = 0.06
"""Share of the height a silent bar still gets, so that a pause reads as music going on."""


def bar_heights(peaks: Iterable[float] | bytes | memoryview | None, bars: int) -> list[float]:
    """Peaks (any number, 0..255) resampled to `bars` heights in 0..1, each the loudest of its part.

    Without peaks every bar has the same small height: a track not yet analysed.
    """
    values = [] if peaks is None else [float(value) for value in peaks]
    if not values:
        return [QUIETEST] * bars
    top = max(values) or 1.0
    heights = []
    for bar in range(bars):
        start = bar * len(values) // bars
        stop = max(start + 1, (bar + 1) * len(values) // bars)
        heights.append(max(QUIETEST, max(values[start:stop]) / top))
    return heights


def bar_path(heights: list[float], height: int) -> str:
    """SVG path data: one vertical stroke for each bar, centred on the middle line."""
    strokes = []
    for position, share in enumerate(heights):
        length = max(2, round(share * height))
        x = position * BAR_STEP + BAR_STEP // 2
        strokes.append(f"M{x} {(height - length) / 2:g}v{length}")
    return "".join(strokes)
