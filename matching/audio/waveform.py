"""The waveform for drawing, and the ten seconds that say most about a recording."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.profile.track import PEAK_COUNT

PREVIEW_SECONDS = 10.0


def waveform_peaks(mono: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """(400,) largest magnitude in each of 400 equal stretches; the largest of all is 255."""
    edges = np.linspace(0, len(mono), PEAK_COUNT + 1).astype(int)[:-1]
    peaks = np.maximum.reduceat(np.abs(mono), edges)
    return np.round(255 * peaks / max(float(peaks.max()), 1e-9)).astype(np.uint8)


def preview_start(
    drive: npt.NDArray[np.float64],
    window_starts_s: npt.NDArray[np.float64],
    likeness: npt.NDArray[np.float64],
    duration_s: float,
) -> float:
    """Where the ten seconds start that are lively and most like the whole.

    ``drive`` (seconds,) is the liveliness of every second, ``likeness`` (n,) the cosine of each
    analysed window to the style of the whole.
    """
    latest = int(duration_s - PREVIEW_SECONDS)
    if latest <= 0:
        return 0.0
    seconds = np.arange(len(drive))
    alike = np.interp(seconds, window_starts_s, likeness)
    telling = _ranked(drive) + _ranked(alike)
    length = min(int(PREVIEW_SECONDS), len(telling))
    sums = np.convolve(telling, np.ones(length), mode="valid")
    return float(min(int(np.argmax(sums)), latest))


def _ranked(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Values scaled to 0..1, so that two unlike measures count the same."""
    span = float(np.ptp(values))
    return (values - values.min()) / span if span > 1e-9 else np.zeros(len(values))
