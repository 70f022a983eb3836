"""Which model serves sound, words and photos in this process.

``MATCHING_AUDIO_MODEL``, ``MATCHING_TEXT_MODEL`` and ``MATCHING_IMAGE_MODEL`` choose by name; the
bundled models are the default.  ``MATCHING_THREADS`` limits how many threads torch uses for sound.
Encoders are made on first use and kept for the life of the process.  Model code (torch among it) is
imported inside the factories and only there, so that a web process that never encodes anything
never pays for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from matching.encoders.base import AudioEncoder, EncoderUnavailable, ImageEncoder, TextEncoder

Encoder = TypeVar("Encoder")


def models_dir() -> Path:
    """The folder with all model files: ``MODELS_DIR``, else ``models`` under ``VAR_DIR``."""
    chosen = os.environ.get("MODELS_DIR")
    return Path(chosen) if chosen else Path(os.environ.get("VAR_DIR") or "var") / "models"


def _threads() -> int | None:
    setting = os.environ.get("MATCHING_THREADS")
    if not setting:
        return None
    if not setting.isdecimal() or int(setting) < 1:
        raise EncoderUnavailable(f"MATCHING_THREADS is {setting!r}, not a number from 1 up.")
    return int(setting)


def _musicnn(folder: Path) -> AudioEncoder:
    from matching.encoders.musicnn import MusicnnEncoder

    return MusicnnEncoder.from_folder(folder, threads=_threads())


def _e5_small(folder: Path) -> TextEncoder:
    from matching.encoders.text import E5TextEncoder

    return E5TextEncoder.from_folder(folder)


def _sentence_transformer(name: str) -> TextEncoder:
    from matching.encoders.text import SentenceTransformerTextEncoder

    return SentenceTransformerTextEncoder(name)


def _efficientnet_lite0(folder: Path) -> ImageEncoder:
    from matching.encoders.image import EfficientNetLiteEncoder

    return EfficientNetLiteEncoder.from_folder(folder)


AUDIO_MODELS: Mapping[str, Callable[[Path], AudioEncoder]] = {"musicnn": _musicnn}
TEXT_MODELS: Mapping[str, Callable[[Path], TextEncoder]] = {"e5-small": _e5_small}
IMAGE_MODELS: Mapping[str, Callable[[Path], ImageEncoder]] = {
    "efficientnet-lite0": _efficientnet_lite0
}


def _open(setting: str, models: Mapping[str, Callable[[Path], Encoder]]) -> Encoder:
    name = os.environ.get(setting) or next(iter(models))
    if name not in models:
        raise EncoderUnavailable(
            f"{setting} is {name!r}, but the models known here are: {', '.join(models)}."
        )
    return models[name](models_dir())


@cache
def audio_encoder() -> AudioEncoder:
    """The audio encoder of this process; raises EncoderUnavailable when its files are missing."""
    return _open("MATCHING_AUDIO_MODEL", AUDIO_MODELS)


@cache
def text_encoder() -> TextEncoder:
    """The text encoder of this process; raises EncoderUnavailable when its files are missing.

    A name that is not bundled is a sentence-transformers model: a folder or a hub name.
    """
    name = os.environ.get("MATCHING_TEXT_MODEL", "")
    return (
        _sentence_transformer(name)
        if name and name not in TEXT_MODELS
        else _open("MATCHING_TEXT_MODEL", TEXT_MODELS)
    )


@cache
def image_encoder() -> ImageEncoder:
    """The image encoder of this process; raises EncoderUnavailable when its files are missing."""
    return _open("MATCHING_IMAGE_MODEL", IMAGE_MODELS)
