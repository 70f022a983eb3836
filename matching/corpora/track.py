"""One track of a corpus, and where corpora are kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Say = Callable[[str], None]


class CorpusMissing(LookupError):
    """The music cannot be had here; the message says in one sentence why, or what to do."""


@dataclass(frozen=True)
class CorpusTrack:
    """A file of music, and facts that its makers state; nothing of our own analysis.

    ``labels`` may hold: mood, acoustic (bool), tempo_bpm, key (0..11, C = 0), mode (1 major,
    0 minor), package, artist, album, genre, title, instruments (families of General MIDI that
    sound), pitch_classes ((12,) shares of the notes' time), half ("tune" or "report").
    What nobody states is absent.
    """

    id: str  # stable and readable: "starter/calm/acoustic_1", "wesnoth-1.16-music/elvish-theme"
    path: Path
    corpus: str  # "starter", "open-music" or "openmsx"
    labels: Mapping[str, Any] = field(default_factory=dict)


def bench_dir() -> Path:
    """Folder for everything benches fetch, keep and write: ``bench`` under ``VAR_DIR``."""
    return Path(os.environ.get("VAR_DIR") or "var").absolute() / "bench"


def silent(line: str) -> None:
    """Says nothing: for callers that want no progress."""
