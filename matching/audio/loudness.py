"""Integrated loudness and loudness range while the sound streams by.

ITU-R BS.1770-4 (K-weighting, gating) and EBU Tech 3342 (loudness range).  pyloudnorm computes the
same from a whole recording in memory; an hour of stereo would need more than a gigabyte for that.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_RANGE_GATE = -20.0
_OFFSET = -0.691
_STEPS_PER_BLOCK = 4  # 400 ms blocks every 100 ms
_STEPS_PER_SHORT_TERM = 30  # 3 s

SILENCE_LUFS = -70.0

Filter = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def k_weighting(rate: int) -> tuple[Filter, Filter]:
    """The two filters of BS.1770 at any rate; at 48 kHz exactly the published coefficients.

    The analogue prototypes are those of libebur128 (parameters fitted to the 48 kHz tables).
    """
    k = math.tan(math.pi * 1681.974450955533 / rate)
    quality, gain = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    middle = gain**0.4996667741545416
    a0 = 1 + k / quality + k * k
    shelf = (
        np.array(
            [
                (gain + middle * k / quality + k * k) / a0,
                2 * (k * k - gain) / a0,
                (gain - middle * k / quality + k * k) / a0,
            ]
        ),
        np.array([1.0, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0]),
    )
    k = math.tan(math.pi * 38.13547087602444 / rate)
    quality = 0.5003270373238773
    a0 = 1 + k / quality + k * k
    highpass = (
        np.array([1.0, -2.0, 1.0]),
        np.array([1.0, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0]),
    )
    return shelf, highpass


class LoudnessMeter:
    """Feed it (channels, n) blocks in order, then ask."""

    def __init__(self, rate: int, channels: int) -> None:
        self._filters = k_weighting(rate)
        self._states = [np.zeros((channels, 2)) for _ in self._filters]
        self._step = round(rate / 10)
        self._pending = np.zeros(0)
        self._powers: list[npt.NDArray[np.float64]] = []

    def feed(self, block: npt.NDArray[np.float32]) -> None:
        """Takes (channels, n) samples in −1..1."""
        weighted: npt.NDArray[np.float64] = block.astype(np.float64)
        for position, (numerator, denominator) in enumerate(self._filters):
            weighted, self._states[position] = lfilter(
                numerator, denominator, weighted, axis=1, zi=self._states[position]
            )
        power = np.concatenate((self._pending, np.square(weighted).sum(axis=0)))
        whole = len(power) // self._step * self._step
        if whole:
            self._powers.append(power[:whole].reshape(-1, self._step).mean(axis=1))
        self._pending = power[whole:]

    def integrated_lufs(self) -> float:
        """Gated loudness of everything so far; SILENCE_LUFS when nothing passes the gates."""
        blocks = self._moving_mean(_STEPS_PER_BLOCK)
        blocks = blocks[_lufs(blocks) > _ABSOLUTE_GATE]
        if not len(blocks):
            return SILENCE_LUFS
        gate = float(_lufs(blocks.mean())) + _RELATIVE_GATE
        return max(SILENCE_LUFS, float(_lufs(blocks[_lufs(blocks) > gate].mean())))

    def range_db(self) -> float:
        """Loudness range in LU: 95th less 10th percentile of the gated short-term loudness."""
        blocks = self._moving_mean(_STEPS_PER_SHORT_TERM)
        blocks = blocks[_lufs(blocks) > _ABSOLUTE_GATE]
        if not len(blocks):
            return 0.0
        levels = _lufs(blocks)
        levels = levels[levels > float(_lufs(blocks.mean())) + _RANGE_GATE]
        low, high = np.percentile(levels, (10, 95))
        return float(high - low)

    def steps_lufs(self) -> npt.NDArray[np.float64]:
        """(n,) loudness of every 100 ms, ungated."""
        return _lufs(self._all_powers())

    def _all_powers(self) -> npt.NDArray[np.float64]:
        return np.concatenate(self._powers) if self._powers else np.zeros(0)

    def _moving_mean(self, steps: int) -> npt.NDArray[np.float64]:
        powers = self._all_powers()
        if len(powers) < steps:
            return powers.mean(keepdims=True) if len(powers) else powers
        sums = np.cumsum(np.concatenate(([0.0], powers)))
        return (sums[steps:] - sums[:-steps]) / steps


def _lufs(power: npt.NDArray[np.float64] | np.float64) -> npt.NDArray[np.float64]:
    return np.asarray(_OFFSET + 10 * np.log10(np.maximum(power, 1e-12)))
