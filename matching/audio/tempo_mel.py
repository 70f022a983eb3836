"""Mel spectra as the tempo network was trained on them, of slices of a recording at 16 kHz.

The network knows magnitudes of 40 Slaney bands from 20 to 5,000 Hz in frames of 1,024 samples, 512
apart, at 11,025 Hz.  The same frames are taken at 16 kHz here, so nothing is resampled; the bands
are the same, the level does not matter.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.fft import rfft
from scipy.signal import get_window

from matching.audio.log_mel import SAMPLE_RATE, mel_filters

SLICE_FRAMES = 256

_SIZE = round(1_024 / 11_025 * SAMPLE_RATE)
_HOP = round(512 / 11_025 * SAMPLE_RATE)
_TRANSFORM = 2_048  # the next power of two
_BANDS, _LOWEST_HZ, _HIGHEST_HZ = 40, 20.0, 5_000.0
_SLICES = 8  # at most, evenly over the sound; nearer than half a slice they would tell the same
_NEAREST = SLICE_FRAMES // 2

FloatArray = npt.NDArray[np.float32]


def mel_slices(mono: FloatArray) -> FloatArray:
    """(n, 40, SLICE_FRAMES) magnitudes; a shorter sound is one slice that ends in silence."""
    length = (SLICE_FRAMES - 1) * _HOP + _SIZE
    padded = np.pad(mono, (_SIZE // 2, length))  # frame i is centred on sample i * hop
    starts = slice_starts(1 + len(mono) // _HOP)
    return np.stack([_mel(padded[at * _HOP : at * _HOP + length]) for at in starts])


def mel(mono: FloatArray) -> FloatArray:
    """(40, frames) magnitudes of the whole sound."""
    return _mel(np.pad(mono, _SIZE // 2))


def slice_starts(frames: int) -> npt.NDArray[np.int64]:
    """The first frame of each slice of a sound with so many frames."""
    last = max(0, frames - SLICE_FRAMES)
    count = min(_SLICES, last // _NEAREST + 1)
    return np.unique(np.linspace(0, last, count).astype(np.int64))


def _mel(padded: FloatArray) -> FloatArray:
    window, filters = _constants()
    frames = np.lib.stride_tricks.sliding_window_view(padded, _SIZE)[::_HOP]
    spectra = np.abs(rfft(frames * window, _TRANSFORM, axis=1))
    return np.ascontiguousarray((spectra @ filters).T, dtype=np.float32)


@cache
def _constants() -> tuple[FloatArray, FloatArray]:
    filters = mel_filters(_BANDS, _TRANSFORM, _LOWEST_HZ, _HIGHEST_HZ)
    return get_window("hann", _SIZE).astype(np.float32), np.ascontiguousarray(filters.T)
