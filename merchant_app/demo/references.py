"""Reference tracks: known and analysed, but not cleared, each for another reason.

They stand for the songs an owner names or uploads and may not play, so that substitution and
refusal can be seen. They are demonstration data and say so: copies of machine-made starter tracks
at another speed, with invented titles and grants.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from immich_memories_music import tracks_dir

from licensing.catalogue.models import Track
from licensing.imports.loading.entries import Entry, Outcome, entries_load
from licensing.licences.models import Grant
from matching.audio.decode import Decoding

ARTIST = "Foyer demonstration"
SOURCE = "Demonstration data"


@dataclass(frozen=True)
class Reference:
    """An invented song: the starter file it is made from, its speed, and what covers it."""

    title: str
    made_from: str
    speed: float
    terms: dict[str, Any] | None


REFERENCES = (
    Reference("Evening Window", "tender/tender_acoustic_1.opus", 0.93, None),
    Reference(
        "Corner Table",
        "happy/happy_acoustic_2.opus",
        0.94,
        {"valid_from": date(2024, 1, 1), "valid_until": date(2025, 12, 31)},
    ),
    Reference(
        "Mission Bell", "nostalgic/nostalgic_acoustic_s411.opus", 1.06, {"territories_in": ["US"]}
    ),
    Reference(
        "Night Shift",
        "energetic/energetic_electronic_2.opus",
        0.95,
        {"status": Grant.Status.REVOKED},
    ),
    Reference("Two Hands", "calm/calm_acoustic_s522.opus", 1.07, {"side": Grant.Side.RECORDING}),
    Reference(
        "Lobby Clock",
        "calm/calm_electronic_s411.opus",
        1.08,
        {"premises": ["hotel"], "max_floor_area_m2": 400},
    ),
)


def references_load() -> Outcome:
    """Add the reference tracks that are missing."""
    held = set(
        Track.objects.filter(source=SOURCE, demonstration=True).values_list("title", flat=True)
    )
    missing = [reference for reference in REFERENCES if reference.title not in held]
    if not missing:
        return Outcome(known=len(held))
    with tempfile.TemporaryDirectory() as folder:
        return entries_load(_entries(missing, Path(folder)))


def _entries(references: list[Reference], folder: Path) -> Iterator[Entry]:
    for reference in references:
        original = tracks_dir() / reference.made_from
        path = folder / f"{reference.title.lower().replace(' ', '-')}.flac"
        copy_at_speed(original, path, reference.speed)
        facts = {
            "title": reference.title,
            "artist": ARTIST,
            "version": f"{original.stem} × {reference.speed:.2f}",
            "vocal": "no",
            "explicit": "no",
            "ai_generated": "yes",
            "source": SOURCE,
            "licence_name": "",
            "demonstration": True,
        }
        terms = {
            "licensor": f"Demonstration licensor of “{reference.title}”",
            "licence_name": "Demonstration licence",
            "evidence": "Invented, to show how such a grant decides.",
            "demonstration": True,
            "status": Grant.Status.ACTIVE,
            **(reference.terms or {}),
        }
        yield Entry(path, reference.title, facts, [terms] if reference.terms else [])


def copy_at_speed(original: Path, copy: Path, speed: float) -> None:
    """Write a recording as FLAC, played at another speed (pitch moves with it)."""
    blocks, rate = [], 0
    for rate, block in Decoding(original).blocks():  # noqa: B007  the last rate is every rate
        blocks.append(block)
    sound = np.concatenate(blocks, axis=1).T  # (n, channels)
    soundfile.write(copy, soxr.resample(sound, rate, rate / speed), rate, subtype="PCM_16")
