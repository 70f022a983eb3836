"""One pass over a file: what the analysis needs in memory, and what is measured on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from matching.audio.decode import Decoding, Limits, Samples
from matching.audio.errors import UNPLAYABLE, AudioProblem
from matching.audio.loudness import LoudnessMeter
from matching.audio.true_peak import TruePeakMeter

_SILENT_PEAK = 1e-4  # −80 dBFS
_INT16 = 32_767.0
_BLOCK_SECONDS = 2.0  # decoders give blocks of 20 ms; meters and resampler like larger ones
_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, eq=False)
class Sound:
    """A recording as the analysis sees it."""

    mono: Samples  # (n,) at ``rate``
    rate: int
    duration_s: float
    loudness_lufs: float
    loudness_range_db: float
    step_lufs: npt.NDArray[np.float64]  # loudness of every 100 ms
    true_peak_dbtp: float
    warnings: tuple[str, ...]
    second: npt.NDArray[np.int16] | None = None  # mono at the second rate that was asked for

    def second_mono(self) -> Samples:
        """(n,) float32 at the second rate; raises ValueError when none was asked for."""
        if self.second is None:
            raise ValueError("this sound was read at one rate only")
        return self.second.astype(np.float32) / _INT16


def listen(
    path: Path,
    *,
    rate: int,
    second_rate: int | None = None,
    limits: Limits = _DEFAULT_LIMITS,
) -> Sound:
    """Reads a file once, at its own rate for the meters and resampled to mono at ``rate``.

    A model that hears more than others gets mono at ``second_rate`` out of the same decoding, held
    in 16 bits.  Memory is bound by ``limits.max_seconds`` of mono sound.  Raises AudioProblem.
    """
    decoding = Decoding(path, limits)
    loudness: LoudnessMeter | None = None
    true_peak: TruePeakMeter | None = None
    wanted = _Mono(rate)
    second = None if second_rate is None else _Mono(second_rate)
    for native, block in _joined(decoding.blocks()):
        if loudness is None or true_peak is None:
            loudness = LoudnessMeter(native, len(block))
            true_peak = TruePeakMeter(len(block))
        loudness.feed(block)
        true_peak.feed(block)
        mono = block.mean(axis=0)
        wanted.feed(mono, native)
        if second is not None:
            second.feed(mono, native)
    if loudness is None or true_peak is None:
        raise AudioProblem("unreadable" if decoding.found_audio else "not_audio")
    if decoding.seconds < limits.min_seconds:
        if decoding.truncated:
            raise AudioProblem("truncated", seconds=decoding.seconds)
        raise AudioProblem("too_short", seconds=decoding.seconds, minimum=limits.min_seconds)
    sound = wanted.all()
    if float(np.abs(sound).max(initial=0.0)) < _SILENT_PEAK:
        raise AudioProblem("silent")
    warnings = {
        "truncated": decoding.truncated,
        "damaged": decoding.damaged_packets > 0 and not decoding.second_decoder,
        UNPLAYABLE: decoding.second_decoder,
    }
    return Sound(
        mono=sound,
        rate=rate,
        duration_s=decoding.seconds,
        loudness_lufs=loudness.integrated_lufs(),
        loudness_range_db=loudness.range_db(),
        step_lufs=loudness.steps_lufs(),
        true_peak_dbtp=true_peak.dbtp(),
        warnings=tuple(code for code, applies in warnings.items() if applies),
        second=None if second is None else _as_int16(second.all()),
    )


class _Mono:
    """Blocks of mono sound, brought to one rate as they come."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._resampler: soxr.ResampleStream | None = None
        self._parts: list[Samples] = []

    def feed(self, mono: Samples, native: int) -> None:
        if native != self._rate and self._resampler is None:
            self._resampler = soxr.ResampleStream(native, self._rate, 1, dtype="float32")
        self._parts.append(
            mono if self._resampler is None else self._resampler.resample_chunk(mono)
        )

    def all(self) -> Samples:
        """(n,) at the rate; ends the stream."""
        if self._resampler is not None:
            rest = self._resampler.resample_chunk(np.zeros(0, dtype=np.float32), last=True)
            self._parts.append(rest)
        return np.concatenate(self._parts)


def _as_int16(sound: Samples) -> npt.NDArray[np.int16]:
    return np.asarray(np.round(np.clip(sound, -1.0, 1.0) * _INT16), dtype=np.int16)


def _joined(blocks: Iterator[tuple[int, Samples]]) -> Iterator[tuple[int, Samples]]:
    held: list[Samples] = []
    samples = 0
    rate = 0
    for rate, block in blocks:
        held.append(block)
        samples += block.shape[1]
        if samples >= _BLOCK_SECONDS * rate:
            yield rate, np.concatenate(held, axis=1)
            held, samples = [], 0
    if held:
        yield rate, np.concatenate(held, axis=1)
