"""True peak: how far the waveform rises between its samples (ITU-R BS.1770-4, annex 2)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.signal import firwin

_OVERSAMPLING = 4
_TAPS = 12  # per phase, as in the standard's example filter
# Between two samples of band-limited music the wave does not rise to twice the larger one, so
# interpolation is only needed where samples come within half of the peak found so far.
_WORTH_A_LOOK = 0.5

FLOOR_DBTP = -120.0


def _phases() -> npt.NDArray[np.float32]:
    """(3, 12) filters for the points a quarter, a half and three quarters after a sample."""
    prototype = firwin(_OVERSAMPLING * _TAPS + 1, 1.0 / _OVERSAMPLING, window=("kaiser", 6.0))
    rows = [prototype[_OVERSAMPLING - shift :: _OVERSAMPLING][:_TAPS] for shift in (1, 2, 3)]
    return np.array([row / row.sum() for row in rows], dtype=np.float32)


class TruePeakMeter:
    """Feed it (channels, n) blocks in order, then ask."""

    def __init__(self, channels: int) -> None:
        self._phases = _phases()
        self._tail = np.zeros((channels, _TAPS - 1), dtype=np.float32)
        self._sample_peak = 0.0
        self._true_peak = 0.0

    def feed(self, block: npt.NDArray[np.float32]) -> None:
        """Takes (channels, n) samples in −1..1."""
        joined = np.concatenate((self._tail, block), axis=1)
        self._tail = joined[:, -(_TAPS - 1) :]
        magnitude = np.abs(joined)
        self._sample_peak = max(self._sample_peak, float(magnitude.max(initial=0.0)))
        windows = np.lib.stride_tricks.sliding_window_view(joined, _TAPS, axis=1)
        centre = _TAPS // 2 - 1
        worth = magnitude[:, centre : centre + windows.shape[1]] > (
            _WORTH_A_LOOK * self._sample_peak
        )
        worth[:, :-1] |= worth[:, 1:]
        if worth.any():
            between = windows[worth] @ self._phases.T
            self._true_peak = max(self._true_peak, float(np.abs(between).max()))

    def dbtp(self) -> float:
        """The true peak so far in decibels relative to full scale."""
        peak = max(self._true_peak, self._sample_peak)
        return max(FLOOR_DBTP, 20 * math.log10(peak)) if peak > 0 else FLOOR_DBTP
