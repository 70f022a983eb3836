"""Loading a worker's models before it takes work: only those its queues need."""

from __future__ import annotations

import logging

import torch

from matching.encoders.base import EncoderUnavailable
from matching.encoders.registry import audio_encoder, image_encoder, text_encoder

log = logging.getLogger(__name__)


def warm_up(*, queues: set[str]) -> None:
    """Load the encoders for these queues; a missing one is logged and met again by its job."""
    torch.set_num_threads(1 if "analyse" in queues else 2)
    wanted = []
    if queues & {"analyse", "match"}:
        wanted.append(audio_encoder)
    if "match" in queues:
        wanted += [text_encoder, image_encoder]
    for load in wanted:
        try:
            load()
        except EncoderUnavailable as error:
            log.error("%s", error)
