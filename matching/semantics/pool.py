"""The semantic pool: every concept, tag and band with its names.

The data files are what is shipped; ``edited`` lays editors' changes over them, and ``use_pool``
makes an edition the one that this process reads by.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from matching.encoders.musicnn_tags import plain_tag
from matching.semantics.concept import Band, Concept, PoolError, read_concept

DATA = Path(__file__).with_name("data")
# The family of the concepts in each file.
FILES: Mapping[str, str] = {
    "places": "places", "venues": "places", "decor": "decor", "moods": "moods",
    "occasions": "occasions", "people": "people", "times": "times", "genres": "genres",
    "styles": "genres", "sound": "sound", "instruments": "sound",
}  # fmt: skip
# Families whose concepts are music itself: their names are requests, not hints.
MUSICAL_FAMILIES = frozenset({"genres", "sound"})


@dataclass(frozen=True)
class Entry:
    """The data entry of one concept, as in the files, and the family it belongs to."""

    family: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Pool:
    """All concepts in a fixed order, and a digest of everything that was read."""

    concepts: Mapping[str, Concept]
    bands: Mapping[str, Band]
    tag_titles: Mapping[str, Mapping[str, str]]  # language -> word of a tag -> title
    tag_groups: Mapping[str, tuple[str, ...]]  # what entries may name with "@"
    entries: Mapping[str, Entry]  # what each concept was read from
    digest: str


def _read(name: str) -> tuple[dict[str, Any], bytes]:
    content = (DATA / f"{name}.toml").read_bytes()
    try:
        return tomllib.loads(content.decode("utf-8")), content
    except tomllib.TOMLDecodeError as error:
        raise PoolError(f"{name}.toml is not valid TOML: {error}") from error


@cache
def shipped_pool() -> Pool:
    """The pool of the data files, read once per process; raises PoolError if one is wrong."""
    digest = hashlib.sha256()
    band_data, content = _read("bands")
    digest.update(content)
    bands = {
        name: Band(
            name,
            each["facet"],
            each["low"],
            each["high"],
            {k: each[k] for k in ("en", "zh")},
            each.get("weight", 1.0),
        )
        for name, each in band_data.items()
    }
    tag_data, content = _read("tags")
    digest.update(content)
    entries: dict[str, Entry] = {}
    for name, family in FILES.items():
        found, content = _read(name)
        digest.update(content)
        for concept_id, data in found.items():
            if concept_id in entries:
                raise PoolError(f"{name}.toml: [{concept_id}] is already in another file.")
            entries[concept_id] = Entry(family, data)
    titles = {"en": tag_data["english"], "zh": tag_data["chinese"]}
    groups = {name: tuple(words) for name, words in tag_data["groups"].items()}
    concepts = _concepts(entries, bands, groups)
    return Pool(concepts, bands, titles, groups, entries, digest.hexdigest())


def _concepts(
    entries: Mapping[str, Entry],
    bands: Mapping[str, Band],
    groups: Mapping[str, tuple[str, ...]],
) -> dict[str, Concept]:
    concepts = {
        concept_id: read_concept(concept_id, entry.family, entry.data, bands=bands, groups=groups)
        for concept_id, entry in entries.items()
    }
    for concept in concepts.values():
        if concept.opposite is not None and concept.opposite not in concepts:
            raise PoolError(f"[{concept.id}]: its opposite {concept.opposite} does not exist.")
    return concepts


def edited(changes: Mapping[str, Entry | None]) -> Pool:
    """The shipped pool with these entries instead of its own; None takes a concept out.

    Raises PoolError with a sentence for an entry that cannot be used.
    """
    base = shipped_pool()
    if not changes:
        return base
    entries = dict(base.entries)
    for concept_id, entry in changes.items():
        entries.pop(concept_id, None) if entry is None else entries.update({concept_id: entry})
    said = json.dumps(
        [
            base.digest,
            sorted((key, None if e is None else [e.family, e.data]) for key, e in changes.items()),
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return replace(
        base,
        concepts=_concepts(entries, base.bands, base.tag_groups),
        entries=entries,
        digest=hashlib.sha256(said.encode()).hexdigest(),
    )


_used: list[Pool] = []


def use_pool(edition: Pool) -> None:
    """From now on this process reads by this edition."""
    _used[:] = [edition]


def pool() -> Pool:
    """The edition that this process reads by: the shipped pool until another is put in use."""
    return _used[0] if _used else shipped_pool()


def _language(language: str) -> str:
    return "zh" if language.lower().startswith("zh") else "en"


def concept_name(concept_id: str, language: str) -> str:
    """The concept's name as shown to people.

    A stored brief may name a concept that editors took out since: its shipped name, else its id in
    plain words.
    """
    for edition in (pool(), shipped_pool()):
        concept = edition.concepts.get(concept_id)
        if concept is not None:
            return concept.names[_language(language)][0]
    return concept_id.replace("_", " ")


def tag_name(tag: str, language: str) -> str:
    """The name of a music tag as shown to people; falls back on the tag's own word."""
    word = plain_tag(tag)
    return pool().tag_titles[_language(language)].get(word, word)


def band_name(facet: str, low: float, high: float, language: str) -> str:
    """The word for a facet's range: of the named bands of that facet, the one nearest to it."""
    known = [band for band in pool().bands.values() if band.facet == facet]
    if not known:
        return facet
    nearest = min(known, key=lambda band: abs(band.low - low) + abs(band.high - high))
    return nearest.titles[_language(language)]
