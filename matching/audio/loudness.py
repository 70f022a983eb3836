"""Integrated loudness and loudness range while the sound streams by.

ITU-R BS.1770-4 (K-weighting, gating) and EBU Tech 3342 (loudness range).  pyloudnorm computes the
same from a whole recording in memory; an hour of stereo would need more than a gigabyte for that.

The weighting filter is applied to short blocks at once: what a block adds by itself is a product
with one small matrix, and only what the filter remembers from one block to the next is a recursion
(C. Burrus, "Block implementation of digital filters", IEEE Transactions on Circuit Theory, 1971).
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
_LONGEST = 64  # samples filtered by one product; longer ones cost more than they save

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


class _BlockFilter:
    """K-weighting of (channels, n) sound that comes in parts, ``length`` samples at a time."""

    def __init__(self, rate: int, channels: int, length: int) -> None:
        (shelf, shelf_back), (highpass, highpass_back) = k_weighting(rate)
        forward, back = np.convolve(shelf, highpass), np.convolve(shelf_back, highpass_back)
        # One resonance for each pair of conjugate poles; both filters ring, so all are complex.
        poles = np.concatenate((np.roots(shelf_back), np.roots(highpass_back)))
        kept = poles.imag > 0
        strengths = np.array(
            [
                np.polyval(forward[::-1], 1 / pole)
                / np.prod(1 - poles[np.arange(len(poles)) != place] / pole)
                for place, pole in enumerate(poles)
            ]
        )[kept]
        poles = poles[kept]
        response = lfilter(forward, back, np.eye(1, length)[0])
        steps = np.arange(length)
        later = steps - steps[:, None]
        own = np.where(later >= 0, response[np.abs(later)], 0.0)
        ringing = 2 * strengths[:, None] * poles[:, None] ** (steps + 1)
        excited = (poles[:, None] ** (length - 1 - steps)).T
        self._length = length
        self._back = [np.array([1.0, -(pole**length)]) for pole in poles]
        self._excite = np.concatenate((excited.real, excited.imag), axis=1).astype(np.float32)
        self._answer = np.concatenate((own, ringing.real, -ringing.imag)).astype(np.float32)
        self._memory = np.zeros((len(poles), channels, 1), dtype=complex)

    def __call__(self, sound: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """(channels, n) to the same weighted; n is a multiple of the length."""
        blocks = sound.reshape(len(sound), -1, self._length)
        excited = (blocks @ self._excite).astype(np.float64)
        modes = len(self._back)
        before = []
        for mode, back in enumerate(self._back):
            driven = excited[:, :, mode] + 1j * excited[:, :, modes + mode]
            after = lfilter([1.0], back, driven, axis=1, zi=self._memory[mode] * -back[1])[0]
            before.append(np.concatenate((self._memory[mode], after[:, :-1]), axis=1))
            self._memory[mode] = after[:, -1:]
        ringing = np.stack([each.real for each in before] + [each.imag for each in before], axis=2)
        heard = np.concatenate((blocks, ringing.astype(np.float32)), axis=2) @ self._answer
        return heard.reshape(sound.shape)


class LoudnessMeter:
    """Feed it (channels, n) blocks in order, then ask."""

    def __init__(self, rate: int, channels: int) -> None:
        self._step = round(rate / 10)
        self._length = next(size for size in range(_LONGEST, 0, -1) if self._step % size == 0)
        self._filter = _BlockFilter(rate, channels, self._length)
        self._waiting = np.zeros((channels, 0), dtype=np.float32)
        self._pending = np.zeros(0)
        self._powers: list[npt.NDArray[np.float64]] = []

    def feed(self, block: npt.NDArray[np.float32]) -> None:
        """Takes (channels, n) samples in −1..1."""
        sound = np.concatenate((self._waiting, block), axis=1)
        whole = sound.shape[1] // self._length * self._length
        self._waiting = sound[:, whole:]
        if not whole:
            return
        weighted = self._filter(np.ascontiguousarray(sound[:, :whole]))
        # Length divides step, so a step is a whole number of these short energies.
        heard = weighted.reshape(len(weighted), -1, self._length)
        energy = np.concatenate((self._pending, np.einsum("cbs,cbs->b", heard, heard)))
        per_step = self._step // self._length
        whole = len(energy) // per_step * per_step
        if whole:
            self._powers.append(energy[:whole].reshape(-1, per_step).sum(axis=1) / self._step)
        self._pending = energy[whole:]

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
