"""What is known of a song by its name alone, and the words it becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from matching.semantics.understanding import Understanding
from matching.semantics.words import understand_words
from merchant_app.briefs.by_name.languages import sung_in

#: A name says less than a sentence: whatever is understood of it counts at most this much.
MOST_CONFIDENCE = 0.6
_MOST_WORDS = 6


@dataclass(frozen=True)
class SongFacts:
    """genres: in English, best known first. decade: 1970 for the seventies.

    language: a tag such as "pt", "pt-BR" or "zxx" (no words).

    source: "catalogue" or "wikidata". tracks: ids of catalogue tracks by the same artist that were
    analysed, which speak for the song's sound.
    """

    source: str
    artist: str = ""
    genres: tuple[str, ...] = ()
    decade: int | None = None
    language: str = ""
    tracks: tuple[int, ...] = ()

    @property
    def says_anything(self) -> bool:
        return bool(self.genres or self.decade or self.tracks)

    def words(self) -> str:
        """As a request in words: "1970s, samba, sung in Portuguese"; empty for tracks alone."""
        decade = f"{self.decade}s" if self.decade else ""
        return ", ".join(filter(None, [decade, *self.genres[:3], sung_in(self.language)]))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SongFacts:
        """Rebuild from `to_json`'s value; what is missing is unknown."""
        return cls(
            source=data.get("source", ""),
            artist=data.get("artist", ""),
            genres=tuple(data.get("genres", ())),
            decade=data.get("decade"),
            language=data.get("language", ""),
            tracks=tuple(data.get("tracks", ())),
        )


def understand_names(known: Sequence[SongFacts]) -> Understanding | None:
    """What the named songs ask for together; None where their names say nothing in words.

    Facts that several songs share come first. Loads the text model: workers only.
    """
    counted: Counter[str] = Counter()
    for facts in known:
        counted.update(part for part in facts.words().split(", ") if part)
    if not counted:
        return None
    said = ", ".join(word for word, _count in counted.most_common(_MOST_WORDS))
    understood = understand_words(said)
    if understood.confidence <= 0:
        return None
    return replace(
        understood, source="names", confidence=min(understood.confidence, MOST_CONFIDENCE)
    )
