"""Faults made on purpose in good recordings, and what a simple check would say of each file."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from matching.audio.decode import Decoding
from matching.audio.errors import AudioProblem
from matching.evaluation.alterations import as_mp3

Samples = npt.NDArray[np.float32]
Make = Callable[[Samples, int, Path, Path], Path]

_TELEPHONE_RATE = 8_000


def _written(sound: npt.NDArray, rate: int, place: Path) -> Path:
    path = place / "fault.wav"
    soundfile.write(path, np.clip(sound, -1, 1).T, rate, subtype="PCM_16")
    return path


def _driven(sound: Samples, decibels: float) -> Samples:
    """The recording pushed this far over full scale and cut off there."""
    peak = float(np.abs(sound).max(initial=1e-9))
    return np.clip(sound / peak * 10 ** (decibels / 20), -1.0, 1.0).astype(np.float32)


def _with_silence(sound: Samples, rate: int, *, at: float, seconds: float) -> Samples:
    place = int(at * sound.shape[1])
    gap = np.zeros((len(sound), int(seconds * rate)), dtype=np.float32)
    return np.concatenate((sound[:, :place], gap, sound[:, place:]), axis=1)


def _telephone(sound: Samples, rate: int) -> Samples:
    return soxr.resample(sound.mean(axis=0), rate, _TELEPHONE_RATE)[None].astype(np.float32)


def _cut(original: Path, place: Path, share: float) -> Path:
    path = place / original.name
    content = original.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    return path


def _scribbled(original: Path, place: Path) -> Path:
    """The last third with every hundredth byte overwritten."""
    path = place / original.name
    content = bytearray(original.read_bytes())
    numbers = random.Random(len(content))
    for offset in range(2 * len(content) // 3, len(content) - 4096, 100):
        content[offset] = numbers.randrange(256)
    path.write_bytes(bytes(content))
    return path


#: name: (codes that count as found, how it is made of (sound, rate, original file, folder)).
FAULTS: Mapping[str, tuple[frozenset[str], Make]] = {
    "clipped, 6 dB over, WAV": (
        frozenset({"clipped"}), lambda s, r, _o, p: _written(_driven(s, 6), r, p)),
    "clipped, 9 dB over, WAV": (
        frozenset({"clipped"}), lambda s, r, _o, p: _written(_driven(s, 9), r, p)),
    "clipped, 9 dB over, turned down 3 dB": (
        frozenset({"clipped"}), lambda s, r, _o, p: _written(_driven(s, 9) * 0.7, r, p)),
    "clipped, 9 dB over, MP3": (
        frozenset({"clipped"}), lambda s, r, _o, p: as_mp3(_driven(s, 9), r, p)),
    "clipped, 12 dB over, MP3": (
        frozenset({"clipped"}), lambda s, r, _o, p: as_mp3(_driven(s, 12), r, p)),
    "7 s of silence in front": (
        frozenset({"silence_before"}),
        lambda s, r, _o, p: _written(_with_silence(s, r, at=0, seconds=7), r, p)),
    "7 s of silence in the middle": (
        frozenset({"silence_within"}),
        lambda s, r, _o, p: _written(_with_silence(s, r, at=0.5, seconds=7), r, p)),
    "12 s of silence at the end": (
        frozenset({"silence_after"}),
        lambda s, r, _o, p: _written(_with_silence(s, r, at=1, seconds=12), r, p)),
    "mono at 8 kHz": (
        frozenset({"narrow_band"}),
        lambda s, r, _o, p: _written(_telephone(s, r), _TELEPHONE_RATE, p)),
    "mono at 8 kHz, as MP3 at 44.1 kHz": (
        frozenset({"narrow_band"}),
        lambda s, r, _o, p: as_mp3(_telephone(s, r), _TELEPHONE_RATE, p)),
    "30 dB quieter": (
        frozenset({"too_quiet"}), lambda s, r, _o, p: _written(s * 10 ** (-30 / 20), r, p)),
    "square wave at full scale": (
        frozenset({"too_loud"}), lambda s, r, _o, p: _written(_driven(s, 60), r, p)),
    "file cut off at 60 %": (
        frozenset({"broken_off"}), lambda _s, _r, o, p: _cut(o, p, 0.6)),
    "last third of the file overwritten in places": (
        frozenset({"broken_off", "damaged"}), lambda _s, _r, o, p: _scribbled(o, p)),
}  # fmt: skip


def simple_check(path: Path) -> frozenset[str]:
    """What a check of a few lines finds: a sample at full scale, a low rate, an error, silence.

    The simple way to compare with: sample peak, sampling rate, FFmpeg's own errors, and a peak
    below −60 dBFS.
    """
    decoding = Decoding(path)
    peak, rate = 0.0, 0
    try:
        for rate, block in decoding.blocks():  # noqa: B007  the last one is asked for below
            peak = max(peak, float(np.abs(block).max(initial=0.0)))
    except AudioProblem:
        return frozenset({"broken_off", "damaged"})
    found = set()
    if peak >= 1.0 - 2 / 32_768:
        found |= {"clipped", "too_loud"}
    if rate < 16_000:
        found.add("narrow_band")
    if peak < 10 ** (-60 / 20):
        found.add("too_quiet")
    if decoding.damaged_packets:
        found |= {"broken_off", "damaged"}
    return frozenset(found)
