"""What was understood from words or photos: plain values that retrieval consumes.

An `Understanding` says which concepts of the semantic pool awoke and how strongly, which
music tags and facet ranges that asks for, and what could not be used and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from matching.semantics.problems import problem_text

Source = Literal["words", "photo", "names"]  # "names": of songs that nobody uploaded


@dataclass(frozen=True)
class Awakened:
    """A concept of the pool and how strongly it was meant.

    `weight` is in -1..1; negative means it was asked to stay away ("no vocals"). `because` holds
    the piece of input that woke it: a clause of the text, or what was seen in the photo.
    """

    concept: str
    weight: float
    because: str = ""


@dataclass(frozen=True)
class FacetTarget:
    """A soft band for one facet: inside `low`..`high` is a full fit; `weight` is 0..1.

    An open end is the end of the facet's scale. Units are those of `TrackProfile.facets`
    (tempo in BPM; energy, brightness, vocal and acoustic in 0..1).
    """

    facet: str
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class Problem:
    """Something about the input that its author should know; nothing else is lost by it."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """The problem as one sentence in "zh" (any zh-* code) or, for all else, English."""
        return problem_text(self.code, self.params, language)


@dataclass(frozen=True)
class Direction:
    """Where words point in the style space of an audio model: a unit vector of its width."""

    space: str
    vector: tuple[float, ...]


@dataclass(frozen=True)
class Understanding:
    """The meaning of one input, ready to be composed into a query.

    `language` is "en", "zh" or None (unknown, or a photo); `tags` maps names of the 100 music
    tags to -1..1; `confidence` is 0..1, 0 meaning that nothing was understood.
    """

    source: Source
    language: str | None
    concepts: tuple[Awakened, ...]
    tags: Mapping[str, float]
    targets: tuple[FacetTarget, ...]
    problems: tuple[Problem, ...]
    confidence: float
    direction: Direction | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; `from_json` gives back an equal object."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Understanding:
        """Rebuild from `to_json`'s value; raises KeyError or TypeError on foreign data."""
        return cls(
            source=data["source"],
            language=data["language"],
            concepts=tuple(Awakened(**each) for each in data["concepts"]),
            tags=dict(data["tags"]),
            targets=tuple(FacetTarget(**each) for each in data["targets"]),
            problems=tuple(Problem(**each) for each in data["problems"]),
            confidence=float(data["confidence"]),
            direction=_direction(data.get("direction")),
        )


def _direction(data: Mapping[str, Any] | None) -> Direction | None:
    return Direction(str(data["space"]), tuple(map(float, data["vector"]))) if data else None
