"""Three-minute pieces of the open-music corpus as MP3, Ogg Vorbis and Opus, for timing."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import soundfile
import soxr

from matching.audio.decode import Decoding
from matching.corpora import CorpusTrack, bench_dir

SECONDS = 180
_FORMATS = (("mp3", "MP3", None), ("ogg", "OGG", "VORBIS"), ("opus", "OGG", "OPUS"))
_OPUS_RATE = 48_000
_PART = 1  # seconds written at a time; libsndfile's Vorbis encoder crashes on long writes


def three_minutes(tracks: list[CorpusTrack]) -> list[tuple[str, Path]]:
    """(name, file) of each track's first three minutes; the formats take turns.

    Kept under ``bench_dir()``.  A track must be at least as long.
    """
    folder = bench_dir() / "three-minutes"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, track in enumerate(tracks):
        suffix, container, codec = _FORMATS[number % len(_FORMATS)]
        place = folder / f"{track.id.replace('/', '--')}.{suffix}"
        if not place.exists():
            _write(track.path, place, container, codec)
        made.append((f"{track.id} ({suffix})", place))
    return made


def _write(source: Path, place: Path, container: str, codec: str | None) -> None:
    blocks = list(Decoding(source).blocks())
    rate = blocks[0][0]
    sound = np.concatenate([block for _, block in blocks], axis=1)[:, : SECONDS * rate].T
    if codec == "OPUS":
        sound, rate = soxr.resample(sound, rate, _OPUS_RATE), _OPUS_RATE
    partial = place.with_name(f"{os.getpid()}.partial")
    with soundfile.SoundFile(
        partial, "w", rate, sound.shape[1], format=container, subtype=codec
    ) as stream:
        for start in range(0, len(sound), _PART * rate):
            stream.write(np.clip(sound[start : start + _PART * rate], -1, 1))
    os.replace(partial, place)
