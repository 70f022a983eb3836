"""How words reach the style space of the live version. Loads models: for workers only."""

from __future__ import annotations

import logging
from functools import lru_cache

from matching.alignment.head import Head, HeadEncoder
from matching.encoders.base import EncoderUnavailable
from matching.encoders.registry import models_dir, text_encoder
from matching.models import AlignmentHead
from matching.profile.analyser import style_space
from matching.selectors import live_version
from matching.semantics.words_in_audio import AudioWords, audio_words_of

log = logging.getLogger(__name__)

HEADS = "heads"


def live_audio_words() -> list[AudioWords]:
    """Ways from words to the sounds that are searched, the best first; often none.

    The text side of a joint audio model where there is one, then a head that won.
    """
    live = live_version()
    if live is None or not live.analyser:
        return []
    space = style_space(live.analyser)
    doors: list[AudioWords] = []
    try:
        doors += audio_words_of(space, live.audio_model)
        doors += _heads(space)
    except EncoderUnavailable as problem:
        log.warning("words do not reach the sound itself: %s", problem)
    return doors


def _heads(space: str) -> list[AudioWords]:
    encoder = text_encoder()
    newest = AlignmentHead.objects.filter(space=space, text_model=encoder.name).first()
    if newest is None or not newest.won:
        return []
    languages = frozenset(newest.figures.get("languages", ()))
    led = HeadEncoder(encoder, _head(newest.file), newest.file)
    return [AudioWords(led, space, languages, centred=True)]


@lru_cache(maxsize=2)
def _head(file: str) -> Head:
    return Head.load(models_dir() / HEADS / file)
