"""What a concept asks of the music, in words: "piano, mellow; slow, gentle; no metal"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matching.semantics.concept import Concept
from matching.semantics.pool import tag_name

_STRONG = 0.3


@dataclass(frozen=True)
class Asked:
    """Names in one language, strongest first."""

    more: tuple[str, ...]
    less: tuple[str, ...]
    bands: tuple[str, ...]


def asked_of_music(concept: Concept, language: str, most: int = 5) -> Asked:
    """The strongest tags for and against, and the bands, by their names in this language."""
    order = sorted(concept.tags.items(), key=lambda item: -abs(item[1]))
    tongue = "zh" if language.lower().startswith("zh") else "en"
    bands = tuple(band.titles[tongue] for band, _weight in concept.bands)
    more = _names([tag for tag, weight in order if weight >= _STRONG], tongue, most)
    return Asked(
        more=tuple(name for name in more if name not in bands),
        less=_names([tag for tag, weight in order if weight <= -_STRONG], tongue, most),
        bands=bands,
    )


def _names(tags: Sequence[str], language: str, most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag_name(tag, language) for tag in tags))[:most]
