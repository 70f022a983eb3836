"""Words straight into the space of sounds, where a joint model or a trained head can do that.

The two kinds of vectors lie apart in such a space, so words are seen from the mean of the pool's
texts, as tracks are from the mean of the catalogue.  What is not wanted is left out: to an encoder
"no vocals" is nearly "vocals", so refusals stay with the pool and the tags.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matching.encoders.base import FloatArray, TextEncoder
from matching.encoders.registry import audio_encoder, audio_words, setting_of
from matching.semantics.clauses import clauses, spread_over
from matching.semantics.language import detect, normalise
from matching.semantics.polarity import scopes
from matching.semantics.pool import pool
from matching.semantics.understanding import Direction, Understanding
from matching.semantics.vectors import load_or_embed

#: Text sides of joint audio models read English.
TOWER_LANGUAGES = frozenset({"en"})
_MOST_CHARACTERS = 4_000
_DIGITS = 5


@dataclass(frozen=True)
class AudioWords:
    """An encoder of words into a style space, and the languages that it knows."""

    encoder: TextEncoder
    space: str  # see matching.profile.analyser.style_space
    languages: frozenset[str]
    centred: bool = False  # whether its vectors are seen from the catalogue's mean already


def audio_words_of(space: str, setting: str | None = None) -> list[AudioWords]:
    """The text side of the audio model that is set (or of ``setting``) as a door to its space.

    Empty for a model without words, and where the space is another's. Raises EncoderUnavailable.
    """
    if not (setting_of("audio") if setting is None else setting):
        return []
    tower, heard = audio_words(setting), audio_encoder(setting)
    if tower is None or not space.startswith(f"{heard.name}-"):
        return []
    return [AudioWords(tower, space, TOWER_LANGUAGES)]


def with_direction(understood: Understanding, text: str, doors: list[AudioWords]) -> Understanding:
    """The understanding of ``text`` with where its words point among sounds.

    The first door that knows the language is taken; without one, or without a wish in the text,
    the understanding stays as it is.
    """
    language = understood.language
    door = next((each for each in doors if language in each.languages), None)
    wanted = _wanted(text, language) if door is not None else ""
    if door is None or not wanted:
        return understood
    vector = door.encoder.encode([wanted])[0]
    if not door.centred:
        vector = vector - _mean(door.encoder, language or "en")
    length = float(np.linalg.norm(vector))
    if length < 1e-6:
        return understood
    values = tuple(round(float(value), _DIGITS) for value in vector / length)
    return replace(understood, direction=Direction(door.space, values))


def _wanted(text: str, language: str | None) -> str:
    """The parts of a text that ask for something, one after the other."""
    found = []
    for clause in spread_over(clauses(normalise(text[:_MOST_CHARACTERS]))):
        own = detect(clause) or language
        found += [scope.text for scope in scopes(clause, own) if scope.polarity > 0]
    return ", ".join(found)


def _mean(encoder: TextEncoder, language: str) -> FloatArray:
    texts = [text for concept in pool().concepts.values() for text in concept.texts(language)]
    return np.asarray(load_or_embed(texts, encoder).mean(axis=0), dtype=np.float32)
