"""The small map of the listening room: an SVG of a few hundred points, without any script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from merchant_app.atlas.marks import Mark
from merchant_app.atlas.sight import Sight

WIDTH, HEIGHT, MARGIN = 300, 200, 12
#: Dots enough to see where music lies; more would only be grey.
DOTS = 700
LABELS = 4
#: Widths of a letter and of a Chinese character in the picture; wider rather than cut off.
_LABEL_HEIGHT, _LETTER, _HAN = 16, 8.2, 14.2


@dataclass(frozen=True)
class Dot:
    """The mark of a track in the picture, in its units."""

    id: int
    x: float
    y: float
    kind: str


@dataclass(frozen=True)
class Label:
    """The name of a region in the picture; x is its middle."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Picture:
    """width, height of the view box; dots: the `d` of a path with a point for each track shown."""

    dots: str
    marks: list[Dot]
    labels: list[Label]
    width: int = WIDTH
    height: int = HEIGHT


def picture_of(sight: Sight, marks: Sequence[Mark], language: str) -> Picture:
    """The map of a store with the marks of a playlist.

    Of many tracks the same part is shown every time, so that the picture stands still.
    """
    chart = sight.chart
    rows = sight.rows
    if len(rows) > DOTS:
        order = (chart.ids[rows].astype(np.uint64) * np.uint64(11400714819323198485)).argsort()
        rows = np.sort(rows[order[:DOTS]])
    places = _Frame(chart.places[sight.rows], marks)
    dots = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in map(places.at, chart.places[rows]))
    drawn = [Dot(mark.id, *places.at((mark.x, mark.y)), mark.kind) for mark in marks]
    return Picture(dots, drawn, _labels(sight, marks, drawn, places, language))


class _Frame:
    """Where places of the map are in the picture; all that is shown fits into it."""

    def __init__(self, places: np.ndarray, marks: Sequence[Mark]) -> None:
        every = [places, np.array([(mark.x, mark.y) for mark in marks]).reshape(-1, 2)]
        shown = np.concatenate(every)
        low, high = (shown.min(axis=0), shown.max(axis=0)) if len(shown) else (0.0, 0.0)
        self._middle = (np.asarray(low) + high) / 2 * np.ones(2)
        size = np.maximum(np.asarray(high) - low, 1e-6) * np.ones(2)
        self._scale = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN]) / size
        # A few tracks are not blown up to the whole picture, and nothing is stretched far.
        least = min(float(self._scale.min()), 400.0)
        self._scale = np.minimum(self._scale, 1.6 * least)

    def at(self, place: object) -> tuple[float, float]:
        x, y = (np.asarray(place, dtype=float) - self._middle) * self._scale
        return round(WIDTH / 2 + float(x), 1), round(HEIGHT / 2 - float(y), 1)


def _clear_of(x: float, y: float, half: float, dots: Sequence[Dot]) -> float:
    """The height nearest to y where a name of this half width covers fewest marks."""

    def covered(height: float) -> tuple[int, float]:
        hidden = sum(
            abs(dot.x - x) < half + 5 and -_LABEL_HEIGHT < dot.y - height < 7 for dot in dots
        )
        return hidden, abs(height - y)

    return min((h for h in range(_LABEL_HEIGHT, HEIGHT - 5, 3) if abs(h - y) < 40), key=covered)


def _labels(
    sight: Sight, marks: Sequence[Mark], dots: Sequence[Dot], frame: _Frame, language: str
) -> list[Label]:
    """The names of the regions that matter most here, none over another or over the rim."""
    chart = sight.chart
    held = np.bincount(chart.region[sight.rows], minlength=len(chart.regions))
    said = np.bincount([mark.region for mark in marks], minlength=len(chart.regions))
    found: list[tuple[float, float, float, str]] = []
    for number in np.lexsort((-held, -said))[: len(chart.regions)]:
        if not held[number] and not said[number]:
            continue
        text = chart.regions[number].name(language)
        half = len(text) * (_LETTER if text.isascii() else _HAN) / 2
        x, y = frame.at((chart.regions[number].x, chart.regions[number].y))
        x = min(max(x, half + 2), WIDTH - half - 2)
        y = _clear_of(x, min(max(y, _LABEL_HEIGHT), HEIGHT - 6), half, dots)
        free = all(
            abs(x - other_x) > half + other + 4 or abs(y - other_y) > _LABEL_HEIGHT + 2
            for other_x, other_y, other, _text in found
        )
        if free and half < WIDTH / 2 - 2:
            found.append((x, y, half, text))
        if len(found) == LABELS:
            break
    return [Label(round(x, 1), round(y, 1), text) for x, y, _half, text in found]
