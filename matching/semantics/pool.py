"""The semantic pool: every concept, tag and band with its names, read from the data files."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
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
class Pool:
    """All concepts in a fixed order, and a digest of everything that was read."""

    concepts: Mapping[str, Concept]
    bands: Mapping[str, Band]
    tag_titles: Mapping[str, Mapping[str, str]]  # language -> word of a tag -> title
    digest: str


def _read(name: str) -> tuple[dict[str, Any], bytes]:
    content = (DATA / f"{name}.toml").read_bytes()
    try:
        return tomllib.loads(content.decode("utf-8")), content
    except tomllib.TOMLDecodeError as error:
        raise PoolError(f"{name}.toml is not valid TOML: {error}") from error


@cache
def pool() -> Pool:
    """The pool, read once per process; raises PoolError if a data file is wrong."""
    digest = hashlib.sha256()
    band_data, content = _read("bands")
    digest.update(content)
    bands = {
        name: Band(
            name, each["facet"], each["low"], each["high"], {k: each[k] for k in ("en", "zh")}
        )
        for name, each in band_data.items()
    }
    tag_data, content = _read("tags")
    digest.update(content)
    concepts: dict[str, Concept] = {}
    for name, family in FILES.items():
        entries, content = _read(name)
        digest.update(content)
        for concept_id, entry in entries.items():
            if concept_id in concepts:
                raise PoolError(f"{name}.toml: [{concept_id}] is already in another file.")
            concepts[concept_id] = read_concept(
                concept_id, family, entry, bands=bands, groups=tag_data["groups"]
            )
    for concept in concepts.values():
        if concept.opposite is not None and concept.opposite not in concepts:
            raise PoolError(f"[{concept.id}]: its opposite {concept.opposite} does not exist.")
    titles = {"en": tag_data["english"], "zh": tag_data["chinese"]}
    return Pool(concepts, bands, titles, digest.hexdigest())


def _language(language: str) -> str:
    return "zh" if language.lower().startswith("zh") else "en"


def concept_name(concept_id: str, language: str) -> str:
    """The concept's name as shown to people; raises KeyError for an unknown concept."""
    return pool().concepts[concept_id].names[_language(language)][0]


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
