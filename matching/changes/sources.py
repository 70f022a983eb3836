"""Where audio is kept that a new analyser has to hear: each keeper registers itself here.

The catalogue keeps its files, briefs keep the songs that owners sent. What is planned and how the
work is done does not know either.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from django.db.models import QuerySet


class AudioSource(Protocol):
    """A keeper of audio files, known by the SHA-256 of their bytes."""

    def kept(self) -> QuerySet[Any]:
        """Rows with a `sha256`, of all audio that was analysed and still exists."""

    def open(self, sha256: str) -> AbstractContextManager[Path] | None:
        """A path of this audio on this machine; None when it is not kept here.

        Entering raises FileNotFoundError when the file is gone.
        """

    def follow(self, analyser: str) -> None:
        """Point own rows at the profiles of this analyser; called inside the switch."""


_sources: dict[str, AudioSource] = {}


def audio_source(name: str) -> Callable[[AudioSource], AudioSource]:
    """Register a keeper of audio under a name of its own."""

    def register(source: AudioSource) -> AudioSource:
        _sources[name] = source
        return source

    return register


def kept_audio() -> list[QuerySet[Any]]:
    """Rows with a `sha256`, one query of every keeper."""
    return [source.kept() for source in _sources.values()]


def open_audio(sha256: str) -> AbstractContextManager[Path]:
    """A path of this audio, from whoever keeps it; raises FileNotFoundError when nobody does."""
    for source in _sources.values():
        found = source.open(sha256)
        if found is not None:
            return found
    raise FileNotFoundError(sha256)


def follow(analyser: str) -> None:
    """Let every keeper point its rows at the profiles of this analyser."""
    for source in _sources.values():
        source.follow(analyser)
