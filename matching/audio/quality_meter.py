"""What can be wrong with a recording, measured while its sound streams by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.fft import rfft
from scipy.signal import get_window

from matching.audio.loudness import LoudnessMeter
from matching.audio.true_peak import TruePeakMeter

Samples = npt.NDArray[np.float32]

#: A sample this high is at full scale; decoders of lossy files go above it.
FULL_SCALE = 0.999
#: One step of 16 bits: samples closer together than this have the same value.
_SAME = 1.0 / 32_768
#: Plateaus below this (−12 dBFS) are no clipped peaks.
_LOUD = 0.25
#: Samples come ever more seldom the nearer to full scale they are, but for clipped music, whose
#: peaks crowd there even after a lossy coder made waves of the plateaus.
_TOP, _BELOW = 0.9, 0.7
#: Quieter than this in every channel is silence (−70 dBFS, the absolute gate of ITU-R BS.1770).
SILENCE_DBFS = -70.0
#: Levels and plateaus are measured this often.
STEPS_PER_SECOND = 10
_SPECTRUM_SIZE = 2048
#: Every fourth frame is enough to learn how high a recording reaches, for a quarter of the work.
_SPECTRUM_STEP = 4 * _SPECTRUM_SIZE
_BAND_HZ = 200.0
#: What never comes within this many decibels of the strongest band is not music any more: 16 bits
#: end at about −96 dB, and coding noise of MP3 lies above that.
_REACH_DB = -80.0
_STRONG_DB = -60.0
_SAME_CHANNELS_DB = -80.0
_ENDING_S = 0.05
_NEXT_TO_NOTHING = 1e-12


@dataclass(frozen=True, eq=False)
class Measured:
    """One recording's faults as figures; times in seconds from its start."""

    rate: int  # Hz
    channels: int
    seconds: float
    loudness_lufs: float
    true_peak_dbtp: float
    flattened: npt.NDArray[np.float32]  # (steps,) share of samples on the plateaus of loud peaks
    levels_dbfs: npt.NDArray[np.float32]  # (steps,) root mean square of the loudest channel
    crowded_share: float  # 0..1 of all samples that come within a tenth of full scale
    crowding: float  # how many of those there are for each in the fifth below
    bandwidth_hz: float  # up to where there is sound
    strong_hz: float  # up to where there is strong sound; near the former, it ends as if cut
    one_channel: bool  # mono, or two channels with the same sound
    ending_db: float  # level of the last 50 ms, relative to the whole


class QualityMeter:
    """Feed it (channels, n) blocks in order, then ask."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._loudness = LoudnessMeter(rate, channels)
        self._true_peak = TruePeakMeter(channels)
        self._step = rate // STEPS_PER_SECOND
        self._waiting = np.zeros((channels, 0), dtype=np.float32)
        self._rows: list[npt.NDArray[np.float32]] = []
        self._window = get_window("hann", _SPECTRUM_SIZE).astype(np.float32)
        self._highest = np.zeros(_SPECTRUM_SIZE // 2 + 1, dtype=np.float32)
        self._energy = self._difference = 0.0
        self._samples = self._top = self._below = 0
        self._end = np.zeros((channels, 0), dtype=np.float32)

    def feed(self, block: Samples) -> None:
        """Takes (channels, n) samples in −1..1."""
        self._loudness.feed(block)
        self._true_peak.feed(block)
        self._samples += block.shape[1]
        self._energy += float(np.square(block).sum(dtype=np.float64)) / self._channels
        if self._channels > 1:
            self._difference += float(np.square(block[0] - block[1]).sum(dtype=np.float64))
        high = np.abs(block)
        top = int(np.count_nonzero(high >= _TOP))
        self._top += top
        self._below += int(np.count_nonzero(high >= _BELOW)) - top
        self._hear_height(block.mean(axis=0))
        self._end = np.concatenate((self._end, block), axis=1)[:, -int(_ENDING_S * self._rate) :]
        sound = np.concatenate((self._waiting, block), axis=1)
        whole = sound.shape[1] // self._step
        self._waiting = sound[:, whole * self._step :]
        if whole:
            steps = sound[:, : whole * self._step].reshape(self._channels, whole, self._step)
            self._rows.append(_figures(steps))

    def measured(self) -> Measured:
        """Everything so far."""
        rows = np.concatenate(self._rows, axis=1) if self._rows else np.zeros((2, 0), np.float32)
        return Measured(
            rate=self._rate,
            channels=self._channels,
            seconds=self._samples / self._rate,
            loudness_lufs=self._loudness.integrated_lufs(),
            true_peak_dbtp=self._true_peak.dbtp(),
            flattened=rows[0],
            levels_dbfs=rows[1],
            crowded_share=self._top / max(1, self._samples * self._channels),
            crowding=self._top / max(1, self._below),
            bandwidth_hz=self._reaches(_REACH_DB),
            strong_hz=self._reaches(_STRONG_DB),
            one_channel=self._channels == 1
            or self._difference <= 10 ** (_SAME_CHANNELS_DB / 10) * self._energy,
            ending_db=self._ending(),
        )

    def _hear_height(self, mono: Samples) -> None:
        if len(mono) < _SPECTRUM_SIZE:
            return
        frames = np.lib.stride_tricks.sliding_window_view(mono, _SPECTRUM_SIZE)[::_SPECTRUM_STEP]
        heard = np.abs(rfft(frames * self._window, axis=1)).max(axis=0)
        self._highest = np.maximum(self._highest, heard)

    def _reaches(self, decibels: float) -> float:
        """The top, in Hz, of the highest band that ever comes this near the strongest one."""
        per_band = max(1, round(_BAND_HZ * _SPECTRUM_SIZE / self._rate))
        bands = self._highest[: len(self._highest) // per_band * per_band]
        power = np.square(bands.reshape(-1, per_band)).mean(axis=1)
        reached = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (decibels / 10))
        if not len(reached):
            return 0.0
        return float((reached[-1] + 1) * per_band * self._rate / _SPECTRUM_SIZE)

    def _ending(self) -> float:
        whole = self._energy / max(1, self._samples)
        last = float(np.square(self._end).mean()) if self._end.size else 0.0
        return float(10 * np.log10(max(last, _NEXT_TO_NOTHING) / max(whole, _NEXT_TO_NOTHING)))


def _figures(steps: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(2, n): flattened share and level in dBFS of each of (channels, n, samples)."""
    high = np.abs(steps)
    full = high >= FULL_SCALE
    clipped = full[:, :, :-2] & full[:, :, 1:-1] & full[:, :, 2:]
    same = np.abs(np.diff(steps, axis=2)) < _SAME
    # Turned down after it was clipped, the plateaus stay.
    level = same[:, :, :-2] & same[:, :, 1:-1] & same[:, :, 2:] & (high[:, :, :-3] > _LOUD)
    flat = np.maximum(clipped.mean(axis=2), level.mean(axis=2)).max(axis=0)
    power = np.square(steps).mean(axis=2).max(axis=0)
    return np.stack((flat, 10 * np.log10(np.maximum(power, _NEXT_TO_NOTHING)))).astype(np.float32)
