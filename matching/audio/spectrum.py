"""Short-time spectra, shared by rhythm, key and timbre."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.fft import rfft
from scipy.signal import get_window

_BLOCK_SAMPLES = 262_144  # what is transformed at a time stays in the cache


def magnitudes(
    mono: npt.NDArray[np.float32], *, size: int, hop: int, bands: npt.NDArray[np.float32] | None
) -> npt.NDArray[np.float32]:
    """(frames, size // 2 + 1) magnitude spectra, or (frames, len(bands)) weighted sums of them.

    Frame i is centred on sample ``i * hop``; a full-scale sine has magnitude one.  ``bands`` is
    (n, size // 2 + 1).
    """
    window = get_window("hann", size).astype(np.float32)
    window *= 2.0 / window.sum()
    padded = np.pad(mono, size // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    parts = []
    at_once = max(1, _BLOCK_SAMPLES // size)
    for start in range(0, len(frames), at_once):
        block = np.abs(rfft(frames[start : start + at_once] * window, axis=1))
        parts.append(block.astype(np.float32) if bands is None else block @ bands.T)
    return np.concatenate(parts)


def triangular_bands(
    centres_hz: npt.NDArray[np.float64], *, size: int, rate: int
) -> npt.NDArray[np.float32]:
    """(len(centres_hz) − 2, size // 2 + 1) triangles between neighbouring centres, peak one."""
    bins = np.linspace(0.0, rate / 2, size // 2 + 1)
    low, centre, high = centres_hz[:-2, None], centres_hz[1:-1, None], centres_hz[2:, None]
    rising = (bins - low) / (centre - low)
    falling = (high - bins) / (high - centre)
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)
