"""Why a track is in the list: parts of the score that, taken out, move the track down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matching.retrieval.query import Parameter


@dataclass(frozen=True)
class ReasonPart:
    """One component of the score as this track meets it.

    key: the component's key. origin: ``brief``, ``learned``, ``owner`` or ``kept``.
    direction: -1 where little of it is wanted. parameters: what wording needs, such as
    ``value`` of a facet for this track or ``name`` of the nearest seed.
    """

    key: str
    origin: str
    direction: int = 1
    sources: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "origin": self.origin,
            "direction": self.direction,
            "sources": list(self.sources),
            "parameters": dict(self.parameters),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ReasonPart":
        return cls(
            key=str(data["key"]),
            origin=str(data["origin"]),
            direction=int(data["direction"]),
            sources=tuple(data["sources"]),
            parameters=dict(data["parameters"]),
        )


@dataclass(frozen=True)
class Reason:
    """One reason; several parts when only together they carry the track.

    code: ``fits`` (its parts carry the track), ``nothing`` (the brief said nothing to go on)
    or ``remaining`` (the best of what is left; nothing in the brief speaks for it).
    """

    code: str
    parts: tuple[ReasonPart, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the score components whose removal moves the track down."""
        return tuple(part.key for part in self.parts)

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "parts": [part.to_json() for part in self.parts]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Reason":
        return cls(
            code=str(data["code"]),
            parts=tuple(ReasonPart.from_json(part) for part in data["parts"]),
        )
