"""Loading a worker's models before it takes work: only those its queues need.

What was found is written down for the operator's page. A model that was set but cannot be used is
refused there and in the log; the bundled one serves words and photos meanwhile, and sound goes on
with the model of the version that is searched.
"""

from __future__ import annotations

import logging
import os
from typing import Any

import torch
from django.conf import settings
from django.db import DatabaseError, connection

from matching.audio.analyser import configured_analyser
from matching.changes.listening import live_analyser
from matching.changes.services import Report, model_report
from matching.encoders.base import EncoderUnavailable
from matching.encoders.paired import hearing
from matching.encoders.refusals import ModelRefused
from matching.encoders.registry import image_encoder, setting_of, text_encoder
from matching.semantics.words import default_attention

log = logging.getLogger(__name__)


def warm_up(*, queues: set[str]) -> None:
    """Load the encoders for these queues; a missing one is logged and met again by its job."""
    torch.set_num_threads(settings.ENV.MATCHING_THREADS)
    if queues & {"analyse", "match"}:
        _load("audio")
        _quietly(live_analyser)
    if "match" in queues:
        _load("text")
        _load("image")
        # The semantic pool's vectors need the text encoder and are made once per models folder.
        _quietly(default_attention)
    connection.close()


def _load(kind: str) -> None:
    """Load the model that is set for a kind and report it; a refused one gives way."""
    setting = setting_of(kind)
    try:
        found = _found(kind, setting)
    except EncoderUnavailable as problem:
        log.error("%s", problem)
        found = Report(kind=kind, setting=setting, problem=_said(problem))
        if setting:
            os.environ[f"MATCHING_{kind.upper()}_MODEL"] = ""
            _quietly({"text": text_encoder, "image": image_encoder}.get(kind, configured_analyser))
    try:
        model_report(found)
    except DatabaseError:  # the page is a minute late; work is not
        log.warning("what was loaded could not be written down", exc_info=True)


def _found(kind: str, setting: str) -> Report:
    model: Any
    if kind == "audio":
        analyser = configured_analyser()
        model, _tagger = hearing(analyser.encoder)
        width = sum(model.style_parts)
        name, called = analyser.encoder.name, analyser.name
    else:
        model = text_encoder() if kind == "text" else image_encoder()
        name, width, called = model.name, model.dimension, ""
    return Report(
        kind=kind,
        setting=setting,
        name=name,
        analyser=called,
        dimension=width,
        joint=hasattr(model, "words"),
        source=getattr(model, "source", ""),
        licence=getattr(model, "licence", ""),
    )


def _said(problem: EncoderUnavailable) -> dict[str, str]:
    if isinstance(problem, ModelRefused):
        return {language: problem.say(language) for language in ("en", "zh")}
    return {"en": str(problem), "zh": f"模型无法加载：{problem}"}


def _quietly(load: Any) -> None:
    try:
        load()
    except EncoderUnavailable as problem:
        log.error("%s", problem)
