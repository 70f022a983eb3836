"""What a MIDI file states about its music: tempo, instruments, notes and key signatures."""

from __future__ import annotations

import importlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.corpora.track import CorpusMissing

#: Families of General MIDI in the order of its programs, eight programs each; channel 10 is drums.
FAMILIES = (
    "piano", "chromatic percussion", "organ", "guitar", "bass", "strings", "ensemble", "brass",
    "reed", "pipe", "synth lead", "synth pad", "synth effects", "ethnic", "percussive",
    "sound effects",
)  # fmt: skip
_DRUM_CHANNEL = 9
_MIDI_DEFAULT_TEMPO = 500_000  # microseconds a quarter note: 120 BPM
_TONICS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@dataclass(frozen=True)
class Score:
    """Facts of one piece."""

    seconds: float  # until the last note ends
    tempo_bpm: float  # quarter notes a minute, as in force for most of the piece
    tempo_share: float  # share of the time that this tempo is in force
    instruments: tuple[str, ...]  # families that sound, "drums" for channel 10
    shares: tuple[float, ...]  # of the sounding notes' time, in the order of instruments
    pitch_classes: tuple[float, ...]  # (12,) shares of the notes' time, C first, drums left out
    key_signatures: tuple[tuple[int, int], ...]  # different (tonic 0..11, 1 major / 0 minor)


def read_score(path: Path) -> Score:
    """Reads a Standard MIDI File; raises OSError or ValueError where it is none.

    Raises CorpusMissing without mido, which only benches need.
    """
    mido = _mido()
    sounding: dict[tuple[int, int], tuple[float, str]] = {}
    program: dict[int, int] = defaultdict(int)
    families: dict[str, float] = defaultdict(float)
    pitches = [0.0] * 12
    tempi: dict[int, float] = defaultdict(float)
    signatures: list[tuple[int, int]] = []
    now, last, tempo = 0.0, 0.0, _MIDI_DEFAULT_TEMPO
    for message in mido.MidiFile(str(path), clip=True):  # times in seconds, tracks merged
        tempi[tempo] += message.time
        now += message.time
        if message.type == "set_tempo":
            tempo = message.tempo
        elif message.type == "key_signature":
            signatures.append(_key(message.key))
        elif message.type == "program_change":
            program[message.channel] = message.program
        elif message.type in ("note_on", "note_off"):
            place = (message.channel, message.note)
            if place in sounding:
                start, family = sounding.pop(place)
                families[family] += now - start
                if family != "drums":
                    pitches[message.note % 12] += now - start
                last = now
            if message.type == "note_on" and message.velocity:
                drums = message.channel == _DRUM_CHANNEL
                family = "drums" if drums else FAMILIES[program[message.channel] // 8]
                sounding[place] = (now, family)
    most = max(tempi, key=lambda each: tempi[each])
    heard = sorted((name for name in families if families[name] > 0), key=lambda n: -families[n])
    total, pitched = max(sum(families.values()), 1e-9), max(sum(pitches), 1e-9)
    return Score(
        seconds=last,
        tempo_bpm=mido.tempo2bpm(most),
        tempo_share=tempi[most] / max(now, 1e-9),
        instruments=tuple(heard),
        shares=tuple(families[name] / total for name in heard),
        pitch_classes=tuple(value / pitched for value in pitches),
        key_signatures=tuple(dict.fromkeys(signatures)),
    )


def _mido() -> Any:
    try:
        return importlib.import_module("mido")
    except ModuleNotFoundError as problem:
        raise CorpusMissing("Install what reads MIDI files first: pip install mido") from problem


def _key(name: str) -> tuple[int, int]:
    minor = name.endswith("m")
    sharp = name.count("#") - name[1:].count("b")
    return (_TONICS[name[0]] + sharp) % 12, int(not minor)
