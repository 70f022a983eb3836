"""What a row was understood to say, as it is kept between the check and the import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

Terms = dict[str, Any]


@dataclass
class Parsed:
    """Facts of a recording, its work, its grants and its audio; everything is plain JSON."""

    #: Columns of `Track`; dates as ISO text. What the row leaves empty is not in it.
    facts: dict[str, Any] = field(default_factory=dict)
    #: (name, role) in their order; None where the row says nothing of artists.
    artists: list[list[str]] | None = None
    #: {"title", "iswc", "shares": [{name, ipi, role, percent, society}]}.
    works: list[dict[str, Any]] = field(default_factory=list)
    #: Terms of `Grant`; dates as ISO text. "key" finds the grant of a message again.
    grants: list[Terms] = field(default_factory=list)
    audio_name: str = ""
    audio_sha256: str = ""
    #: Of a message about a release: who sent it and when, what it offers; `ddex.rows` writes it.
    notice: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        # Not asdict, which copies every share of every work and took half of the check.
        return {name: getattr(self, name) for name in _NAMES}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Parsed:
        return cls(**stored)

    @property
    def isrc(self) -> str:
        return str(self.facts.get("isrc", ""))

    @property
    def name(self) -> tuple[str, str, str]:
        """Title, artist and version without regard to case: the same recording to a reader."""
        return (
            str(self.facts.get("title", "")).casefold(),
            str(self.facts.get("artist", "")).casefold(),
            str(self.facts.get("version", "")).casefold(),
        )

    @property
    def names_a_recording(self) -> bool:
        return any(self.facts.get(name) for name in ("title", "isrc", "external_key"))

    @property
    def grants_alone(self) -> bool:
        """A row about a repertoire, such as a society's, which names no recording."""
        return not self.names_a_recording and any(
            terms.get("scope_kind", "tracks") != "tracks" for terms in self.grants
        )

    @property
    def key(self) -> str:
        """What names the recording best within one sheet."""
        if self.facts.get("external_key"):
            return f"x:{self.facts.get('source', '')}:{self.facts['external_key']}"[:255]
        if self.isrc:
            return f"i:{self.isrc}"
        return ("n:" + "\x1f".join((*self.name, str(self.facts.get("release", "")))))[:255]


_NAMES = tuple(each.name for each in fields(Parsed))
