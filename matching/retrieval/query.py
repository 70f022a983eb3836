"""A query: the named, weighted, additive parts of what a brief asks for.

A query is a value. It is stored with the playlist and replayed in every feedback round, so
it turns into JSON and back without losing a bit (arrays travel as base64 of little-endian
float32).
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.profile.track import TrackProfile

QUERY_FORMAT = 1
#: Parameter of a component that the brief implies without saying it; it is never named.
IMPLIED = "implied"

Parameter = float | str


class QueryProblem(ValueError):
    """A stored query that this version cannot read."""


@dataclass(frozen=True, eq=False)
class Seed:
    """One song the owner showed, already analysed.

    style: (s,) float32 unit vector; tags: (100,) float32 probabilities; facets, spread (s,), the
    standard deviation of the style over the song, and timbre (TIMBRE_SIZE,) may be missing.
    """

    name: str
    style: NDArray[np.float32]
    tags: NDArray[np.float32]
    facets: Mapping[str, float] | None = None
    spread: NDArray[np.float32] | None = None
    timbre: NDArray[np.float32] | None = None

    @classmethod
    def heard(cls, name: str, profile: TrackProfile) -> "Seed":
        """The song with everything that its analysis kept."""
        return cls(
            name, profile.style, profile.tags, profile.facets, profile.spread, profile.timbre
        )


@dataclass(frozen=True, eq=False)
class Component:
    """One named term of the score: ``weight`` times a value in 0..1.

    key: ``tag:GROUP``, ``facet:NAME`` or ``seed:N`` (one centre of taste; of all ``seed:``
    components only the closest counts for a track, so two tastes are not averaged).
    direction: -1 asks for little of it ("no vocals"). sources: where it came from, in
    ``words``, ``photo``, ``seed:NAME``, ``wish``.
    parameters: ``low``/``high`` of a facet band, ``tag:GROUP`` the share (negative: of its absence)
    that a tag group has in a facet's value, ``implied`` where it is never named, ``share`` of a
    taste.
    vectors: float32 arrays of a taste (see ``retrieval/tastes.py``).
    """

    key: str
    weight: float
    direction: int = 1
    sources: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)

    @property
    def implied(self) -> bool:
        """Whether the brief only implies it, so that it is no wish and no reason."""
        return IMPLIED in self.parameters

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "weight": self.weight,
            "direction": self.direction,
            "sources": list(self.sources),
            "parameters": dict(self.parameters),
            "vectors": {name: _pack(vector) for name, vector in self.vectors.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Component":
        return cls(
            key=str(data["key"]),
            weight=float(data["weight"]),
            direction=int(data["direction"]),
            sources=tuple(data["sources"]),
            parameters=dict(data["parameters"]),
            vectors={name: _unpack(packed) for name, packed in data["vectors"].items()},
        )


@dataclass(frozen=True, eq=False)
class Query:
    """Everything a brief asks for; empty when the brief said nothing usable.

    space: the style space of its vectors, empty where nobody noted it. lost: names of songs that
    the audio model of that space never heard.
    """

    components: tuple[Component, ...] = ()
    space: str = ""
    lost: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.components

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; ``from_json`` gives back a query that ranks exactly alike."""
        return {
            "format": QUERY_FORMAT,
            "components": [component.to_json() for component in self.components],
            "space": self.space,
            "lost": list(self.lost),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Query":
        """Raises QueryProblem when ``data`` is not a query of this format."""
        if data.get("format") != QUERY_FORMAT:
            raise QueryProblem(f"query format {data.get('format')!r} is not {QUERY_FORMAT}")
        try:
            parts = tuple(Component.from_json(part) for part in data["components"])
        except (KeyError, TypeError, ValueError) as error:
            raise QueryProblem(f"unreadable query: {error}") from error
        return cls(parts, str(data.get("space", "")), tuple(data.get("lost", ())))


def _pack(vector: NDArray[np.float32]) -> str:
    return base64.b64encode(np.asarray(vector, dtype="<f4").tobytes()).decode("ascii")


def _unpack(packed: str) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(packed), dtype="<f4").astype(np.float32)
