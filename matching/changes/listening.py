"""Which analyser a worker hears new songs with. Loads models: for workers only."""

from __future__ import annotations

import logging

from matching.audio.analyser import Analyser, analyser_like, configured_analyser
from matching.encoders.base import EncoderUnavailable
from matching.profile.analyser import style_space
from matching.selectors import live_version

log = logging.getLogger(__name__)


def live_analyser() -> Analyser:
    """The analyser of the version that is searched, so that what is heard can be found at once.

    Where that cannot be had any more (a newer Foyer measures otherwise, the model's folder is
    gone), the one that the settings ask for: its profiles count from the switch on. Raises
    EncoderUnavailable when neither can be loaded.
    """
    live = live_version()
    if live is None or not live.analyser:
        return configured_analyser()
    try:
        found = analyser_like(live.audio_model, live.analyser)
    except EncoderUnavailable as problem:
        log.warning("the model of the live version cannot be loaded: %s", problem)
        return configured_analyser()
    same = style_space(found.name) == style_space(live.analyser)
    return found if same else configured_analyser()
