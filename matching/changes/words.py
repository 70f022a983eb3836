"""How words reach the style space of the live version. Loads models: for workers only."""

from __future__ import annotations

import logging

from matching.encoders.base import EncoderUnavailable
from matching.profile.analyser import style_space
from matching.selectors import live_version
from matching.semantics.words_in_audio import AudioWords, audio_words_of

log = logging.getLogger(__name__)


def live_audio_words() -> list[AudioWords]:
    """Ways from words to the sounds that are searched, the best first; often none."""
    live = live_version()
    if live is None or not live.analyser:
        return []
    try:
        return audio_words_of(style_space(live.analyser), live.audio_model)
    except EncoderUnavailable as problem:
        log.warning("the words of the live audio model cannot be loaded: %s", problem)
        return []
