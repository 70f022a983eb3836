"""One concept of the semantic pool, read from its entry in a data file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.encoders.musicnn_tags import TAGS, plain_tag

LANGUAGES = ("en", "zh")
# Where a concept comes from: our own judgement, a study (cited in its note), or a class of the
# AudioSet ontology (Gemmeke et al. 2017, CC-BY-SA-4.0) or of Places365 (Zhou et al. 2017, MIT).
SOURCES = ("editorial", "literature", "audioset", "places365")


class PoolError(ValueError):
    """An entry of the pool's data that cannot be used; the message names file and entry."""


@dataclass(frozen=True)
class Band:
    """A named range of one facet ("slow": tempo_bpm 50 to 82)."""

    name: str
    facet: str
    low: float
    high: float
    titles: Mapping[str, str]
    weight: float = 1.0  # unless a concept says otherwise


@dataclass(frozen=True)
class Concept:
    """Something a description or a photo can be about, and the music it leads one to expect."""

    id: str
    family: str
    names: Mapping[str, tuple[str, ...]]  # by language; the first is shown
    phrases: Mapping[str, tuple[str, ...]]  # by language; how people describe it without naming it
    aliases: Mapping[str, tuple[str, ...]]  # by language; names that say nothing to the encoder
    tags: Mapping[str, float]  # names of TAGS to -1..1
    bands: tuple[tuple[Band, float], ...]  # each with its weight 0..1
    opposite: str | None
    source: str  # "editorial", "literature", or the class it is named after: "audioset:Jazz"
    note: str  # what the literature found, if anything

    def texts(self, language: str) -> tuple[str, ...]:
        """Names and phrases of one language, names first: what is embedded."""
        return self.names[language] + self.phrases[language]

    def spoken(self, language: str) -> tuple[str, ...]:
        """All that names the concept outright ("bossa nova", "Rio")."""
        return self.names[language] + self.aliases[language]


def expand_tags(
    tags: Mapping[str, float], groups: Mapping[str, Iterable[str]], where: str
) -> dict[str, float]:
    """Weights over TAGS from words and "@groups"; a word in both tag lists stands for both.

    A word that is named itself wins over a group that holds it. Raises PoolError for unknown words.
    """
    words: dict[str, float] = {}
    for key, weight in sorted(tags.items(), key=lambda item: not item[0].startswith("@")):
        if not -1 <= weight <= 1:
            raise PoolError(f"{where}: the weight of {key} is {weight}, outside -1 to 1.")
        if key.startswith("@") and key[1:] not in groups:
            raise PoolError(f"{where}: there is no group of tags called {key}.")
        for word in groups[key[1:]] if key.startswith("@") else (key,):
            words[word] = weight
    unknown = set(words) - {plain_tag(tag) for tag in TAGS}
    if unknown:
        raise PoolError(f"{where}: not a music tag: {', '.join(sorted(unknown))}.")
    return {tag: words[plain_tag(tag)] for tag in TAGS if plain_tag(tag) in words}


def _named_bands(
    entries: Iterable[str], bands: Mapping[str, Band], where: str
) -> tuple[tuple[Band, float], ...]:
    found = []
    for entry in entries:
        name, _, weight = entry.partition(":")
        if name not in bands:
            raise PoolError(f"{where}: there is no band called {name}.")
        found.append((bands[name], float(weight or bands[name].weight)))
    return tuple(found)


def read_concept(
    concept_id: str,
    family: str,
    entry: Mapping[str, Any],
    *,
    bands: Mapping[str, Band],
    groups: Mapping[str, Iterable[str]],
) -> Concept:
    """Build a concept from its data entry; raises PoolError with a sentence if it is wrong."""
    where = f"{family}, [{concept_id}]"
    for language in LANGUAGES:
        if not entry.get(language) or not entry.get(f"{language}_like"):
            raise PoolError(f"{where}: names and phrases are needed in both languages.")
    source, note = entry.get("source", "editorial"), entry.get("note", "")
    if source.partition(":")[0] not in SOURCES:
        raise PoolError(f"{where}: {source} is no kind of source ({', '.join(SOURCES)}).")
    if source == "literature" and not note:
        raise PoolError(f"{where}: what comes from the literature needs a note that cites it.")
    return Concept(
        id=concept_id,
        family=family,
        names={each: tuple(entry[each]) for each in LANGUAGES},
        phrases={each: tuple(entry[f"{each}_like"]) for each in LANGUAGES},
        aliases={each: tuple(entry.get(f"{each}_also", ())) for each in LANGUAGES},
        tags=expand_tags(entry.get("tags", {}), groups, where),
        bands=_named_bands(entry.get("bands", ()), bands, where),
        opposite=entry.get("opposite"),
        source=source,
        note=note,
    )
