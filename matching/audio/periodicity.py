"""How strongly onsets repeat at every tempo: the curves that a tempo is read from.

A beat period shows as a peak of the autocorrelation at the period and its multiples, and as a peak
of the spectrum at the beat frequency and its multiples (Peeters, "Template-based estimation of
time-varying tempo", EURASIP 2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d, uniform_filter1d

from matching.audio.onsets import FRAMES_PER_SECOND

SLOWEST_BPM, FASTEST_BPM = 50.0, 200.0
GRID_STEP = 1.01
#: Beats per minute that are tried, ascending.
GRID = np.geomspace(
    SLOWEST_BPM, FASTEST_BPM, int(np.log(FASTEST_BPM / SLOWEST_BPM) / np.log(GRID_STEP)) + 1
)

_WINDOW_SECONDS, _HOP_SECONDS = 12.0, 3.0
_LOCAL_MEAN_SECONDS = 0.8
_TRANSFORM = 16_384
_LEAST_OVERLAP = 0.4  # share of a window that must meet itself for its correlation to count
_MOST_BEATS = 4  # the longest span that is looked at, in beats of the slowest tempo

Curve = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Periodicity:
    """Mean autocorrelation by lag in frames, and mean magnitude spectrum by bin, over windows."""

    correlation: Curve
    spectrum: Curve

    def after(self, beats: float, bpm: Curve = GRID) -> Curve:
        """The autocorrelation that many beats later, for every tempo; −1..1."""
        lags = 60.0 / bpm * FRAMES_PER_SECOND * beats
        return np.interp(lags, np.arange(len(self.correlation)), self.correlation)

    def times_a_beat(self, times: float, bpm: Curve = GRID) -> Curve:
        """The spectrum at that many events a beat, for every tempo; not negative."""
        per_bin = FRAMES_PER_SECOND / _TRANSFORM
        bins = np.arange(len(self.spectrum))
        return np.interp(bpm / 60.0 * times / per_bin, bins, self.spectrum)


def periodicity(strength: npt.NDArray[np.float32]) -> Periodicity | None:
    """Curves of onset strength (frames,) at FRAMES_PER_SECOND; None where nothing begins."""
    if not len(strength):
        return None
    local = uniform_filter1d(strength, int(_LOCAL_MEAN_SECONDS * FRAMES_PER_SECOND))
    envelope = gaussian_filter1d(np.maximum(0.0, strength - local).astype(np.float64), 1.0)
    length = min(int(_WINDOW_SECONDS * FRAMES_PER_SECOND), len(envelope))
    hop = int(_HOP_SECONDS * FRAMES_PER_SECOND)
    windows = np.lib.stride_tricks.sliding_window_view(envelope, length)[::hop]
    deviation = windows.std(axis=1, keepdims=True)
    lively = deviation[:, 0] > 1e-6
    if not lively.any():
        return None
    windows = (windows[lively] - windows[lively].mean(axis=1, keepdims=True)) / deviation[lively]
    power = np.square(np.abs(np.fft.rfft(windows, _TRANSFORM, axis=1))).mean(axis=0)
    overlap = 1.0 - np.arange(length) / length
    correlation = np.fft.irfft(power)[:length]
    correlation /= correlation[0] * (overlap + 1e-3)
    correlation[overlap < _LEAST_OVERLAP] = 0.0  # a short file cannot tell
    spectrum = np.abs(np.fft.rfft(windows * np.hanning(length), _TRANSFORM, axis=1)).mean(axis=0)
    longest = int(_MOST_BEATS * 60.0 / SLOWEST_BPM * FRAMES_PER_SECOND) + 2
    known = correlation[:longest]
    return Periodicity(np.pad(known, (0, longest - len(known))), spectrum / length)
