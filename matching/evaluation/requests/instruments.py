"""Which instruments carry a MIDI piece: the score itself is the label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import mido

_DRUM_CHANNEL = 9
#: Programs of General MIDI (0..127) by the word that a request would use.
PROGRAMS: Mapping[str, frozenset[int]] = {
    "piano": frozenset(range(8)),
    "mallets": frozenset(range(8, 16)),
    "organ": frozenset(range(16, 21)),
    "accordion": frozenset((21, 23)),
    "guitar": frozenset(range(24, 32)),
    "strings": frozenset((*range(40, 46), *range(48, 52))),
    "voices": frozenset((52, 53, 54, 85, 91)),
    "brass": frozenset(range(56, 64)),
    "saxophone": frozenset(range(64, 68)),
    "woodwind": frozenset(range(68, 80)),
    "synth": frozenset((*range(80, 85), *range(86, 91), *range(92, 104))),
}
#: An instrument that sounds for this share of all pitched notes' time is heard to carry the piece;
#: one that sounds less is neither there nor absent, and nothing is judged by it.
CARRIES = 0.12
_DRUMS_PRESENT = 32  # strokes in the piece; fewer are an accent


def heard(path: Path) -> dict[str, bool]:
    """True for what carries the piece, False for what is absent; what is faint is left out.

    Keys are PROGRAMS and "drums". Raises OSError or ValueError where the file is no MIDI.
    """
    program: dict[int, int] = defaultdict(int)
    since: dict[tuple[int, int], float] = {}
    time: dict[int, float] = defaultdict(float)
    now, strokes = 0.0, 0
    for message in mido.MidiFile(str(path), clip=True):
        now += message.time
        if message.type == "program_change":
            program[message.channel] = message.program
        elif message.type in ("note_on", "note_off"):
            if message.channel == _DRUM_CHANNEL:
                strokes += message.type == "note_on" and message.velocity > 0
                continue
            place = (message.channel, message.note)
            if place in since:
                time[program[message.channel]] += now - since.pop(place)
            if message.type == "note_on" and message.velocity:
                since[place] = now
    total = max(sum(time.values()), 1e-9)
    shares = {
        name: sum(time[number] for number in numbers) / total for name, numbers in PROGRAMS.items()
    }
    found = {name: share > 0 for name, share in shares.items() if share == 0 or share >= CARRIES}
    if strokes == 0 or strokes >= _DRUMS_PRESENT:
        found["drums"] = strokes > 0
    return found
