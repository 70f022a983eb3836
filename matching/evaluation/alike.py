"""The same music in the same dress: one rate, one channel, one loudness, one codec.

Albums differ in how they were produced and coded, which would help to tell them apart. Every track
becomes Opus at 16 kHz, mono, −23 LUFS; made once and kept.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from matching.audio.sound import listen
from matching.corpora import CorpusTrack, bench_dir
from matching.corpora.track import Say, silent
from matching.profile.folder import audio_sha256

RATE = 16_000
LOUDNESS_LUFS = -23.0
_VERSION = 1
_BLOCK = RATE  # libsndfile's encoders take long blocks badly


def alike(tracks: Sequence[CorpusTrack], *, say: Say = silent) -> tuple[CorpusTrack, ...]:
    """The same tracks with paths of their re-coded files; raises AudioProblem."""
    folder = bench_dir() / f"alike-{_VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(replace(track, path=_kept(track, folder, say)) for track in tracks)


def _kept(track: CorpusTrack, folder: Path, say: Say) -> Path:
    place = folder / f"{audio_sha256(track.path)}.opus"
    if not place.exists():
        say(f"Re-coding {track.id}")
        partial = place.with_suffix(f".{os.getpid()}.partial")
        _recode(track.path, partial)
        os.replace(partial, place)
    return place


def _recode(path: Path, place: Path) -> None:
    sound = listen(path, rate=RATE)
    gain = 10 ** ((LOUDNESS_LUFS - sound.loudness_lufs) / 20)
    samples = np.clip(sound.mono * np.float32(gain), -1.0, 1.0)
    with soundfile.SoundFile(
        place, "w", samplerate=RATE, channels=1, format="OGG", subtype="OPUS"
    ) as out:
        for start in range(0, len(samples), _BLOCK):
            out.write(samples[start : start + _BLOCK])
