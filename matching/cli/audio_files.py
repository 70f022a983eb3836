"""Which audio files the paths on a command line mean."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

AUDIO_SUFFIXES = frozenset(
    (
        ".aac", ".ac3", ".aif", ".aiff", ".alac", ".ape", ".au", ".caf", ".flac", ".m4a", ".mka",
        ".mp3", ".mp4", ".oga", ".ogg", ".opus", ".wav", ".webm", ".wma", ".wv",
    )
)  # fmt: skip


def audio_files(paths: Iterable[Path]) -> list[Path]:
    """Files as given, and every file with an audio suffix in folders; sorted, without repeats."""
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(
                inner
                for inner in path.rglob("*")
                if inner.suffix.lower() in AUDIO_SUFFIXES and inner.is_file()
            )
        else:
            found.add(path)
    return sorted(found)
