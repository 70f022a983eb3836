"""How much a reason tells: "harp" says more about a track than "no metal".

Reasons are chosen by what they lift and by this; they are told in this order.
"""

from enum import IntEnum

from matching.intent.features import STYLE_SUBJECT

_INSTRUMENTS = frozenset(
    (
        "piano", "guitar", "strings", "harp", "harpsichord", "flute", "sitar", "synth", "drums",
        "solo", "choir", "opera", "female voice", "male voice",
    )
)  # fmt: skip
_MOODS = frozenset(("mellow", "happy", "sad", "beautiful", "sexy", "experimental", "slow"))


class Telling(IntEnum):
    """Kinds of reasons, in the order in which they are told."""

    SONG = 0
    INSTRUMENT = 1
    PACE = 2
    ENERGY = 3
    SOUND = 4
    GENRE = 5
    MOOD = 6
    DETAIL = 7
    ABSENCE = 8
    KEPT = 9


#: How much a lift of the score counts when reasons are chosen.
WORTH = {
    Telling.SONG: 1.5,
    Telling.INSTRUMENT: 1.5,
    Telling.PACE: 1.3,
    Telling.ENERGY: 1.2,
    Telling.SOUND: 1.1,
    Telling.GENRE: 1.2,
    Telling.MOOD: 1.0,
    Telling.DETAIL: 0.7,
    Telling.ABSENCE: 0.4,
    Telling.KEPT: 0.1,
}

_FACETS = {
    "tempo_bpm": Telling.PACE,
    "energy": Telling.ENERGY,
    "acoustic": Telling.SOUND,
    "vocal": Telling.SOUND,
}


def telling(key: str, direction: int) -> Telling:
    """What kind of reason a component gives; learned and owner's ones go by their subject."""
    subject = key.removeprefix("learned:").removeprefix("owner:")
    kind, _, name = subject.partition(":")
    if kind == "seed":
        return Telling.SONG
    if subject == "style:words":
        return Telling.DETAIL
    if kind == "facet":
        return _FACETS.get(name, Telling.DETAIL)
    if kind == "tag":
        if direction < 0:
            return Telling.ABSENCE
        if name in _INSTRUMENTS:
            return Telling.INSTRUMENT
        return Telling.MOOD if name in _MOODS else Telling.GENRE
    return Telling.MOOD if subject == STYLE_SUBJECT else Telling.KEPT
