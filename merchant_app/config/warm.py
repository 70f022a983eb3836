"""Loading a worker's models before it takes work: only those its queues need."""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch
from django.conf import settings

from matching.encoders.base import EncoderUnavailable
from matching.encoders.registry import audio_encoder, image_encoder
from matching.semantics.words import default_attention

log = logging.getLogger(__name__)


def warm_up(*, queues: set[str]) -> None:
    """Load the encoders for these queues; a missing one is logged and met again by its job."""
    torch.set_num_threads(settings.ENV.MATCHING_THREADS)
    wanted: list[Callable[[], object]] = []
    if queues & {"analyse", "match"}:
        wanted.append(audio_encoder)
    if "match" in queues:
        # The semantic pool's vectors need the text encoder and are made once per model folder.
        wanted += [default_attention, image_encoder]
    for load in wanted:
        try:
            load()
        except EncoderUnavailable as error:
            log.error("%s", error)
