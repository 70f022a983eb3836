"""Singing in reasons: whoever asked for none must not read that a voice speaks for a track."""

from matching.retrieval.prepare import Round
from matching.retrieval.reasons import ReasonPart
from matching.retrieval.values import band_side

_VOICE_SUBJECTS = ("facet:vocal", "tag:vocals")
_KINDS_OF_VOICE = ("tag:female voice", "tag:male voice", "tag:choir", "tag:opera")
#: A track with less of it is called instrumental, one with more sung.
_INSTRUMENTAL, _SUNG = 0.35, 0.5


def wished_voice(round_: Round) -> int:
    """1 where singing is asked for, -1 where none is, 0 where nothing is said about it.

    What the owner set by hand counts before the brief.
    """
    if round_.learned is not None:
        for each in round_.learned.blocks:
            if each.by_hand and each.block.subject in _VOICE_SUBJECTS:
                return 1 if each.weights[0] >= 0 else -1
    for term in round_.score.terms:
        part = term.component
        if part is not None and part.key in _VOICE_SUBJECTS:
            facet = part.key.startswith("facet:")
            return band_side(round_.catalogue, part) if facet else part.direction
    return 0


def says_voice(key: str) -> bool:
    """Whether the component of this key speaks of singing."""
    return _subject(key) in _VOICE_SUBJECTS + _KINDS_OF_VOICE


def said_voice(part: ReasonPart) -> int:
    """1 where the part says of the track that somebody sings, -1 that nobody does, else 0."""
    subject = _subject(part.key)
    if subject == "facet:vocal":
        value = float(part.parameters["value"])
        return 1 if value >= _SUNG else -1 if value < _INSTRUMENTAL else 0
    if subject in _KINDS_OF_VOICE:
        return max(part.direction, 0)  # without a female voice somebody else may sing
    return part.direction


def _subject(key: str) -> str:
    return key.removeprefix("learned:").removeprefix("owner:")
