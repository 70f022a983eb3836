"""Which model serves sound, words and photos in this process.

``MATCHING_AUDIO_MODEL``, ``MATCHING_TEXT_MODEL`` and ``MATCHING_IMAGE_MODEL`` choose: empty or a
bundled name for the bundled models, else a folder or a name of the model hub (CLAP; any
sentence-transformers model; CLIP or SigLIP).  ``MATCHING_COVERAGE`` says how much of a recording is
heard, ``MATCHING_THREADS`` limits how many threads torch uses for sound.

Encoders are made on first use and kept for the life of the process.  Model code (torch among it) is
imported inside the factories and only there, so that a web process that never encodes anything
never pays for it.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

from matching.encoders.base import (
    AudioEncoder,
    EncoderUnavailable,
    ImageEncoder,
    JointImageEncoder,
    TextEncoder,
)
from matching.encoders.paired import Hearing, PairedEncoder

MUSICNN, E5_SMALL, EFFICIENTNET = "musicnn", "e5-small", "efficientnet-lite0"
_BUNDLED = {"audio": MUSICNN, "text": E5_SMALL, "image": EFFICIENTNET}
_COVERAGES: tuple[Literal["windows", "full"], ...] = ("windows", "full")


def models_dir() -> Path:
    """The folder with all model files: ``MODELS_DIR``, else ``models`` under ``VAR_DIR``."""
    chosen = os.environ.get("MODELS_DIR")
    return Path(chosen) if chosen else Path(os.environ.get("VAR_DIR") or "var") / "models"


def setting_of(kind: str) -> str:
    """What is set for "audio", "text" or "image"; empty for the bundled model."""
    chosen = os.environ.get(f"MATCHING_{kind.upper()}_MODEL", "").strip()
    return "" if chosen == _BUNDLED[kind] else chosen


def coverage() -> Literal["windows", "full"]:
    """How much of a recording is heard; raises EncoderUnavailable for an unknown word."""
    chosen = os.environ.get("MATCHING_COVERAGE") or "windows"
    for known in _COVERAGES:
        if chosen == known:
            return known
    raise EncoderUnavailable(f"MATCHING_COVERAGE is {chosen!r}, not windows or full.")


def _threads() -> int | None:
    setting = os.environ.get("MATCHING_THREADS")
    if not setting:
        return None
    if not setting.isdecimal() or int(setting) < 1:
        raise EncoderUnavailable(f"MATCHING_THREADS is {setting!r}, not a number from 1 up.")
    return int(setting)


@cache
def _musicnn() -> AudioEncoder:
    from matching.encoders.musicnn import MusicnnEncoder

    return MusicnnEncoder.from_folder(models_dir(), threads=_threads())


@cache
def _audio(setting: str) -> Hearing:
    if not setting:
        return _musicnn()
    from matching.encoders.joint import ClapEncoder

    return PairedEncoder(style=ClapEncoder(setting), tagger=_musicnn())


@cache
def _text(setting: str) -> TextEncoder:
    from matching.encoders import text

    if not setting:
        return text.E5TextEncoder.from_folder(models_dir())
    return text.SentenceTransformerTextEncoder(setting)


@cache
def _image(setting: str) -> ImageEncoder | JointImageEncoder:
    if not setting:
        from matching.encoders.image import EfficientNetLiteEncoder

        return EfficientNetLiteEncoder.from_folder(models_dir())
    from matching.encoders.joint import JointImageModel

    return JointImageModel(setting)


def audio_encoder(setting: str | None = None) -> Hearing:
    """The audio model that is set, or that of another ``setting``; raises EncoderUnavailable.

    A model that shares its space with words gives the style, the bundled one the tags.
    """
    return _audio(setting_of("audio") if setting is None else setting)


def audio_words(setting: str | None = None) -> TextEncoder | None:
    """Words in the space of that audio model's styles; None for a model without words."""
    encoder = audio_encoder(setting)
    return getattr(encoder.style, "words", None) if isinstance(encoder, PairedEncoder) else None


def text_encoder(setting: str | None = None) -> TextEncoder:
    """The text model that is set, or that of another ``setting``; raises EncoderUnavailable."""
    return _text(setting_of("text") if setting is None else setting)


def image_encoder(setting: str | None = None) -> ImageEncoder | JointImageEncoder:
    """The image model that is set, or that of another ``setting``; raises EncoderUnavailable."""
    return _image(setting_of("image") if setting is None else setting)
