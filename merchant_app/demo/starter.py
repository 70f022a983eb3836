"""The starter catalogue: 28 machine-made tracks that come as a Python package."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from immich_memories_music import tracks_dir

from licensing.catalogue.models import Track
from licensing.imports.loading.entries import Entry, Outcome, entries_load
from licensing.licences.models import Grant

PACKAGE = "immich-memories-music"
COUNT = 28
ARTIST = "ACE-Step 1.5 (machine-made)"
_HOMEPAGE = "https://github.com/sdumont/immich-video-memory-generator"
_TERMS = {
    "licensor": "Immich Memories Contributors",
    "basis": Grant.Basis.OPEN_LICENCE,
    "licence_name": "MIT",
    "licence_url": "https://opensource.org/license/mit",
    "offline": True,
    "promotion": True,
    "evidence": (
        "LICENSE-MUSIC in the Python package immich-memories-music: “All music in this directory "
        "was generated locally with ACE-Step 1.5. […] It is released under the same MIT licence as "
        "the rest of the project.” No attribution required."
    ),
    "status": Grant.Status.ACTIVE,
}


def starter_load() -> Outcome:
    """Add what is missing of the starter catalogue; nothing is hashed when all of it is there."""
    if Track.objects.filter(source=_source()).count() >= COUNT:
        return Outcome(known=COUNT)
    return entries_load(starter_entries())


def starter_entries() -> Iterator[Entry]:
    for path in sorted(tracks_dir().rglob("*.opus")):
        facts = {
            "title": title_of(path),
            "artist": ARTIST,
            "release": PACKAGE,
            # Instrumental music: there are no words to be explicit.
            "vocal": "no",
            "explicit": "no",
            "ai_generated": "yes",
            "source": _source(),
            "source_url": _HOMEPAGE,
            "licence_name": "MIT",
        }
        yield Entry(path, path.name, facts, [_TERMS])


def title_of(path: Path) -> str:
    """`tender_acoustic_s411.opus` is "Tender acoustic 411": mood, sound, and the number it has."""
    mood, sound, number = path.stem.split("_")
    return f"{mood.capitalize()} {sound} {number.removeprefix('s')}"


def _source() -> str:
    return f"Python package {PACKAGE} {version(PACKAGE)}"
