"""Whether two files hold the same recording, however they were coded, levelled or cut.

J. Haitsma and T. Kalker, "A Highly Robust Audio Fingerprinting System", ISMIR 2002: every moment is
32 bits, the signs of how the energy differences of 33 neighbouring bands change in time.  The share
of bits that differ between two aligned fingerprints tells whether they are of one recording.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr
from scipy.fft import rfft
from scipy.signal import get_window

Fingerprint = npt.NDArray[np.uint32]

#: Name of this way of making fingerprints; those of another are not compared.
METHOD = "hk-1"
RATE = 11_025  # Hz
_FRAME = 4096  # samples: 0.37 s, as in the paper
_HOP = 512  # 46 ms; the paper's 11.6 ms find excerpts of three seconds, which nobody asks here
STEPS_PER_SECOND = RATE / _HOP
_LOW_HZ, _HIGH_HZ, _BANDS = 300.0, 2000.0, 33
#: What lies further below the loudest moment is silence, whose bits say nothing.
_SILENT_DB = -60.0
_SILENCE = np.uint32(0)
#: Longer recordings are told apart by their beginning.
MOST_SECONDS = 480.0
#: Two files of one recording begin within this many seconds of each other.
_MOST_SHIFT_S = 12.0
#: Less sound in common than this is no evidence.
LEAST_OVERLAP_S = 5.0
_FRAMES_AT_ONCE = 256
_LOOK_AT = 4

#: Up to this share of differing bits two files are one recording; up to the second they are a
#: remaster or an edit of one. Chosen on the tuning half of ``bench duplicates``: copies have 0.13
#: at most, other pieces 0.46 at least, and what its makers call enhanced lies between.
SAME_RECORDING_ERRORS = 0.3
RELATED_ERRORS = 0.43
#: With less of the longer one in common, one is a part or an edit of the other.
WHOLE = 0.9


@dataclass(frozen=True)
class Comparison:
    """How alike two fingerprints are where they agree best."""

    error_rate: float  # 0..1 of the bits differ; 0.5 is chance
    shift_s: float  # the second recording is this much later in its file
    overlap_s: float  # sound that both have there
    overlap_share: float  # 0..1 of the sound of the longer one

    @property
    def same_recording(self) -> bool:
        """Whether it is one recording, whole in both files."""
        return self.error_rate <= SAME_RECORDING_ERRORS and self.overlap_share >= WHOLE

    @property
    def related(self) -> bool:
        """Whether one is a remaster, an edit or a part of the other, or the same."""
        return self.error_rate <= RELATED_ERRORS


class Fingerprinter:
    """Feed it (channels, n) blocks of one rate in order, then ask."""

    def __init__(self, rate: int) -> None:
        self._resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32")
        self._window = get_window("hann", _FRAME).astype(np.float32)
        self._waiting = np.zeros(0, dtype=np.float32)
        self._energies: list[npt.NDArray[np.float32]] = []
        self._frames = 0

    def feed(self, block: npt.NDArray[np.float32]) -> None:
        """Takes (channels, n) samples in −1..1; what comes after MOST_SECONDS is not heard."""
        if self._frames < MOST_SECONDS * STEPS_PER_SECOND:
            self._take(self._resampler.resample_chunk(block.mean(axis=0)))

    def fingerprint(self) -> Fingerprint:
        """(n,) sub-fingerprints, STEPS_PER_SECOND of them a second; 0 where there is silence."""
        self._take(self._resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        if not self._energies:
            return np.zeros(0, dtype=np.uint32)
        energy = np.concatenate(self._energies)
        slope = np.diff(np.diff(energy, axis=1), axis=0) > 0
        bits = np.packbits(slope, axis=1, bitorder="little").view(np.uint32)[:, 0]
        level = energy.sum(axis=1)[1:]
        silent = level <= level.max(initial=0.0) * 10 ** (_SILENT_DB / 10)
        return np.where(silent, _SILENCE, bits).astype(np.uint32)

    def _take(self, sound: npt.NDArray[np.float32]) -> None:
        sound = np.concatenate((self._waiting, sound))
        count = max(0, (len(sound) - _FRAME) // _HOP + 1)
        self._waiting = sound[count * _HOP :]
        if not count:
            return
        frames = np.lib.stride_tricks.sliding_window_view(sound, _FRAME)[::_HOP][:count]
        for start in range(0, count, _FRAMES_AT_ONCE):
            power = np.abs(rfft(frames[start : start + _FRAMES_AT_ONCE] * self._window)) ** 2
            self._energies.append(np.add.reduceat(power, _EDGES, axis=1)[:, :_BANDS])
        self._frames += count


_EDGES = np.round(np.geomspace(_LOW_HZ, _HIGH_HZ, _BANDS + 1) * _FRAME / RATE).astype(int)


def compare(first: Fingerprint, second: Fingerprint) -> Comparison | None:
    """The best agreement over all shifts up to 12 s; None without enough sound in common."""
    most = round(_MOST_SHIFT_S * STEPS_PER_SECOND)
    best: tuple[float, int] | None = None
    # Every fourth step is enough to find the shift; all of them then count.
    for shift in range(-most, most + 1):
        heard = _disagreement(first, second, shift, every=_LOOK_AT)
        if heard is not None and (best is None or heard[0] < best[0]):
            best = heard[0], shift
    if best is None:
        return None
    exact = _disagreement(first, second, best[1], every=1)
    if exact is None:
        return None
    longest = max(np.count_nonzero(first), np.count_nonzero(second))
    rate, common = exact
    return Comparison(rate, best[1] / STEPS_PER_SECOND, common / STEPS_PER_SECOND, common / longest)


def _disagreement(
    first: Fingerprint, second: Fingerprint, shift: int, *, every: int
) -> tuple[float, int] | None:
    """(share of bits that differ, steps in common) at one shift, looking at some of the steps."""
    one, two = first[max(0, -shift) :], second[max(0, shift) :]
    size = min(len(one), len(two))
    one, two = one[:size:every], two[:size:every]
    counted = (one != _SILENCE) & (two != _SILENCE)
    common = int(np.count_nonzero(counted))
    if common * every < LEAST_OVERLAP_S * STEPS_PER_SECOND:
        return None
    wrong = int(np.bitwise_count((one ^ two)[counted]).sum())
    return wrong / (32 * common), common


def pack(fingerprint: Fingerprint) -> bytes:
    """Four bytes a step, the lowest first."""
    return fingerprint.astype("<u4").tobytes()


def unpack(packed: bytes) -> Fingerprint:
    """What `pack` wrote; raises ValueError for a length that is none of its."""
    return np.frombuffer(packed, dtype="<u4").astype(np.uint32)
