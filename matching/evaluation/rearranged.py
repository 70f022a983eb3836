"""OpenMSX pieces for other players: without drums, or everything on one acoustic guitar.

The pieces all have drums, and much that shops play has none.  Tempo, harmony and the absence of a
singer stay true whoever plays.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import mido
import soundfile

from matching.corpora import CorpusTrack, bench_dir
from matching.corpora.midi import read_score
from matching.corpora.rendering import RATE, render, synthesizer

Arrangement = Literal["no-drums", "guitar"]

_DRUM_CHANNEL = 9
_NYLON_GUITAR = 24


def rearranged(track: CorpusTrack, arrangement: Arrangement) -> CorpusTrack:
    """The piece as others would play it, rendered once into ``bench_dir()``.

    Instruments are left out of its labels.
    """
    place = bench_dir() / "openmsx" / "rearranged" / arrangement / track.path.name
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        midi = place.with_suffix(".mid")
        _arrange(track.path.with_suffix(".mid"), arrangement).save(str(midi))
        openmsx = bench_dir() / "openmsx"
        soundfont = openmsx / "timgm6mb-soundfont" / "TimGM6mb.sf2"
        sound = render(synthesizer(openmsx), soundfont, midi, read_score(midi).seconds)
        partial = place.with_suffix(".partial")
        soundfile.write(partial, sound, RATE, format="FLAC", subtype="PCM_16")
        partial.replace(place)
    labels = {key: value for key, value in track.labels.items() if "instrument" not in key}
    return replace(track, id=f"{track.id}/{arrangement}", path=place, labels=labels)


def _arrange(path: Path, arrangement: Arrangement) -> mido.MidiFile:
    score = mido.MidiFile(str(path), clip=True)
    for track in score.tracks:
        waited = 0
        kept = []
        for message in track:
            waited += message.time
            if getattr(message, "channel", None) == _DRUM_CHANNEL:
                continue
            if message.type == "program_change" and arrangement == "guitar":
                continue
            kept.append(message.copy(time=waited))
            waited = 0
        track[:] = kept
    if arrangement == "guitar":
        programs = [
            mido.Message("program_change", channel=channel, program=_NYLON_GUITAR)
            for channel in range(16)
            if channel != _DRUM_CHANNEL
        ]
        score.tracks[0][:0] = programs
    return score
