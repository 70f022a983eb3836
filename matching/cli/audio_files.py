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

#: What is said about a path under which nothing lies.
NOT_THERE = "There is no such file or folder."


def audio_files(paths: Iterable[Path]) -> list[Path]:
    """Files as given, and every file with an audio suffix in folders; sorted, without repeats.

    Paths under which nothing lies are among them, to be reported like a broken file.
    """
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


def none_in(paths: Iterable[Path]) -> str:
    """The sentence for folders in which there is no audio file."""
    return f"There is no audio file in {', '.join(map(str, paths))}."
