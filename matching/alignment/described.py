"""Described tracks, what is held out of them, and captions as they are varied for training."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.index.snapshot import Snapshot

HELD_OUT = 0.25
VARIANTS = 4
_DROPPED = 0.3
_SPACES = re.compile(r"[\s,;/·、，；]+")


@dataclass(frozen=True)
class Described:
    """One track: its id in the snapshot, whose it is, its tags in words, and its title."""

    id: int
    artist: str
    tags: tuple[str, ...]
    title: str = ""

    @property
    def caption(self) -> str:
        return ", ".join(self.tags)


@dataclass(frozen=True)
class Split:
    """Rows of the snapshot and their descriptions, apart by artist."""

    learned: tuple[Described, ...]
    held_out: tuple[Described, ...]


def fingerprint(tracks: Sequence[Described]) -> str:
    """Changes when a description does."""
    said = "\n".join(f"{track.id}|{track.caption}|{track.title}" for track in tracks)
    return hashlib.sha256(said.encode()).hexdigest()


def split(tracks: Sequence[Described], snapshot: Snapshot) -> Split:
    """A quarter of the artists is held out, the same ones every time.

    A track without an artist is one of its own. Tracks that the snapshot does not hold are left.
    """
    known = set(np.asarray(snapshot.ids).tolist())
    learned: list[Described] = []
    held_out: list[Described] = []
    for track in tracks:
        if track.id not in known or not track.tags:
            continue
        whose = track.artist.casefold() or f"track {track.id}"
        share = int(hashlib.sha256(whose.encode()).hexdigest()[:8], 16) / 2**32
        (held_out if share < HELD_OUT else learned).append(track)
    return Split(tuple(learned), tuple(held_out))


def variants(track: Described, random: np.random.Generator) -> list[str]:
    """Captions of one track, as somebody else might have put them: shuffled, some words left out.

    The title is in every other one: it may tell, and must not be leant on.
    """
    found = []
    for number in range(VARIANTS):
        words = list(track.tags)
        if track.title and number % 2:
            words.append(track.title)
        random.shuffle(words)
        kept = [word for word in words if random.random() >= _DROPPED] or words[:1]
        found.append(", ".join(kept))
    return found


def same_meaning(captions: Sequence[str]) -> npt.NDArray[np.bool_]:
    """(n, n) pairs that say the same in other order: no false negatives of each other."""
    bags = [frozenset(word for word in _SPACES.split(text.casefold()) if word) for text in captions]
    codes = {bag: number for number, bag in enumerate(dict.fromkeys(bags))}
    own = np.array([codes[bag] for bag in bags])
    return np.asarray(own[:, None] == own[None, :])
