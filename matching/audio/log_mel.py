"""Log-mel patches as MusiCNN was trained on them.

The same numbers as librosa's ``melspectrogram`` (16 kHz, 512-point periodic Hann, hop 256, 96
Slaney bands, power) followed by ``log10(10000 x + 1)``, to 1e-4 on the logarithmic scale.  Slaney's
mel scale: Malcolm Slaney, "Auditory Toolbox", 1998.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt
import torch

SAMPLE_RATE = 16_000
FFT_SIZE = 512
HOP = 256
BANDS = 96
PATCH_FRAMES = 187
# A patch needs half a transform of sound before its first frame's centre and after its last one's.
PATCH_SAMPLES = (PATCH_FRAMES - 1) * HOP + FFT_SIZE
LEAD_SAMPLES = FFT_SIZE // 2

_LINEAR_STEP_HZ = 200.0 / 3.0  # Slaney's scale is linear below 1 kHz …
_BREAK_HZ = 1000.0
_LOG_STEP = math.log(6.4) / 27.0  # … and logarithmic above


def _hz_to_mel(hz: float) -> float:
    if hz < _BREAK_HZ:
        return hz / _LINEAR_STEP_HZ
    return _BREAK_HZ / _LINEAR_STEP_HZ + math.log(hz / _BREAK_HZ) / _LOG_STEP


def _mel_to_hz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    break_mel = _BREAK_HZ / _LINEAR_STEP_HZ
    return np.where(
        mel < break_mel,
        mel * _LINEAR_STEP_HZ,
        _BREAK_HZ * np.exp(_LOG_STEP * (np.maximum(mel, break_mel) - break_mel)),
    )


def mel_filters(
    bands: int = BANDS,
    size: int = FFT_SIZE,
    lowest_hz: float = 0.0,
    highest_hz: float = SAMPLE_RATE / 2,
) -> npt.NDArray[np.float32]:
    """(bands, size // 2 + 1) triangular filters, each of equal area, for sound at 16 kHz."""
    edges = _mel_to_hz(np.linspace(_hz_to_mel(lowest_hz), _hz_to_mel(highest_hz), bands + 2))
    bins = np.linspace(0.0, SAMPLE_RATE / 2, size // 2 + 1)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    triangles = np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre))
    weights: npt.NDArray[np.float32] = (np.maximum(0.0, triangles) * 2.0 / (high - low)).astype(
        np.float32
    )
    return weights


@cache
def _constants() -> tuple[torch.Tensor, torch.Tensor]:
    window = torch.hann_window(FFT_SIZE, periodic=True)
    return window, torch.from_numpy(np.ascontiguousarray(mel_filters().T))


def log_mel(windows: torch.Tensor) -> torch.Tensor:
    """(n, PATCH_SAMPLES) float32 sound to (n, 187, 96) float32 log-mel patches."""
    window, filters = _constants()
    frames = windows.unfold(1, FFT_SIZE, HOP) * window
    spectrum = torch.fft.rfft(frames)
    power = spectrum.real.square() + spectrum.imag.square()
    return torch.log10(torch.matmul(power, filters) * 10_000.0 + 1.0)
