"""The same recording as other files hold it: coded again, quieter, mono, resampled, later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from matching.audio.decode import Decoding

Samples = npt.NDArray[np.float32]

_MP3_RATE = 44_100
_MP3_BITS = 128_000
_LOW_RATE = 22_050
_MP3_BLOCK = 1152


def read(path: Path) -> tuple[Samples, int]:
    """((channels, n) samples, rate in Hz) of a whole file; raises AudioProblem."""
    blocks = list(Decoding(path).blocks())
    return np.concatenate([block for _, block in blocks], axis=1), blocks[0][0]


def as_mp3(sound: Samples, rate: int, place: Path) -> Path:
    """Coded at 128 kbit/s."""
    if rate != _MP3_RATE:
        sound = np.ascontiguousarray(soxr.resample(sound.T, rate, _MP3_RATE).T, dtype=np.float32)
    path = place / "recoded.mp3"
    with av.open(str(path), "w") as container:
        layout = "mono" if len(sound) == 1 else "stereo"
        stream = container.add_stream("libmp3lame", rate=_MP3_RATE, layout=layout)
        stream.bit_rate = _MP3_BITS
        stream.options = {"compression_level": "7"}  # LAME's quick quality: half the time
        for start in range(0, sound.shape[1], _MP3_BLOCK):
            block = np.ascontiguousarray(sound[:, start : start + _MP3_BLOCK])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            frame.sample_rate = _MP3_RATE
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def quieter(sound: Samples, rate: int, place: Path) -> Path:
    """Six decibels down."""
    return _written(sound * np.float32(10 ** (-6 / 20)), rate, place / "quieter.wav")


def as_mono(sound: Samples, rate: int, place: Path) -> Path:
    """The mean of the channels."""
    return _written(sound.mean(axis=0, keepdims=True), rate, place / "mono.wav")


def at_low_rate(sound: Samples, rate: int, place: Path) -> Path:
    """Resampled to 22.05 kHz."""
    return _written(soxr.resample(sound.T, rate, _LOW_RATE).T, _LOW_RATE, place / "low.wav")


def after_silence(sound: Samples, rate: int, place: Path) -> Path:
    """One second of silence in front."""
    late = np.concatenate([np.zeros((len(sound), rate), dtype=np.float32), sound], axis=1)
    return _written(late, rate, place / "late.wav")


ALTERATIONS: Mapping[str, Callable[[Samples, int, Path], Path]] = {
    "MP3 at 128 kbit/s": as_mp3,
    "6 dB quieter": quieter,
    "mono": as_mono,
    "22.05 kHz": at_low_rate,
    "1 s of silence in front": after_silence,
}


def _written(sound: npt.NDArray, rate: int, path: Path) -> Path:
    soundfile.write(path, np.clip(sound, -1, 1).T, rate, subtype="PCM_16")
    return path
