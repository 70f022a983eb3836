"""The owner's history as values: verdicts and wishes, replayable and order-independent.

The state of a brief is nothing but its events and its wishes: the same history always gives
the same verdicts, and an undo is a history without the last event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

EventKind = Literal["accept", "reject", "skip", "more", "less"]
Origin = Literal["brief", "learned", "owner"]
EVENT_KINDS: tuple[EventKind, ...] = ("accept", "reject", "skip", "more", "less")
#: "More like this" accepts a track and "less like this" rejects it, both with emphasis.
ACCEPTING: frozenset[EventKind] = frozenset({"accept", "more"})
REJECTING: frozenset[EventKind] = frozenset({"reject", "less"})


@dataclass(frozen=True)
class Event:
    """One click on one track.

    weight: how much it teaches beside an owner's own click (1.0), e.g. 0.5 for a colleague's
    vote; > 0. decides: whether it also keeps or bars the track; a vote only teaches. Raises
    ValueError for another kind or weight.
    """

    kind: EventKind
    id: int
    weight: float = 1.0
    decides: bool = True

    def __post_init__(self) -> None:
        if self.kind not in EVENT_KINDS:
            raise ValueError(f"event kind {self.kind!r} is not one of {EVENT_KINDS}")
        if not self.weight > 0:
            raise ValueError(f"an event weighs more than nothing, not {self.weight}")

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": self.id, "weight": self.weight, "decides": self.decides}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Event":
        return cls(
            kind=data["kind"],
            id=int(data["id"]),
            weight=float(data.get("weight", 1.0)),
            decides=bool(data.get("decides", True)),
        )


@dataclass(frozen=True)
class Wish:
    """One thing the owner is understood to want, shown as a chip.

    key: ``tag:piano``, ``facet:tempo_bpm:lower``, ``facet:energy:higher``, ``seed:0`` or
    ``style:kept``. direction: +1 more of it, -1 less (facet keys repeat it in their suffix).
    strength: 0..1. origin ``brief`` (what the brief asked), ``learned`` (what the verdicts
    taught) or ``owner`` (set by hand). A locked wish keeps its strength whatever is learned
    later; a removed one is out of the score and stays listed so that it can be put back.
    never: no track that surely has it is offered, whatever else speaks for it (tags only).
    emerging: learned, and still an impression rather than a fact.
    low, high: the band that a brief asks of a facet, in the facet's unit. taught_by: ids of the
    judged tracks that taught a learned wish, the most telling first.
    """

    key: str
    direction: int
    strength: float
    origin: Origin
    locked: bool = False
    removed: bool = False
    low: float | None = None
    high: float | None = None
    taught_by: tuple[int, ...] = ()
    never: bool = False
    emerging: bool = False

    @property
    def subject(self) -> str:
        """The key without ``:lower``/``:higher``: what the wish is about."""
        head, _, tail = self.key.rpartition(":")
        return head if tail in ("lower", "higher") else self.key

    @property
    def banded(self) -> bool:
        """Whether it asks for a band and not for more or less."""
        return self.low is not None and self.high is not None

    def without(self) -> "Wish":
        """The same wish, taken out of the score."""
        return replace(self, removed=True)

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "direction": self.direction,
            "strength": self.strength,
            "origin": self.origin,
            "locked": self.locked,
            "removed": self.removed,
            "low": self.low,
            "high": self.high,
            "taught_by": list(self.taught_by),
            "never": self.never,
            "emerging": self.emerging,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Wish":
        return cls(
            key=str(data["key"]),
            direction=1 if int(data["direction"]) >= 0 else -1,
            strength=float(data["strength"]),
            origin=data["origin"],
            locked=bool(data.get("locked", False)),
            removed=bool(data.get("removed", False)),
            low=data.get("low"),
            high=data.get("high"),
            taught_by=tuple(int(each) for each in data.get("taught_by", ())),
            never=bool(data.get("never", _forbade(data))),
            emerging=bool(data.get("emerging", False)),
        )


def _forbade(data: Mapping[str, Any]) -> bool:
    """How a wish that was stored before there was a word for it said "never"."""
    return (
        data["origin"] == "owner"
        and bool(data.get("locked", False))
        and int(data["direction"]) < 0
        and float(data["strength"]) >= 1.0
        and str(data["key"]).startswith("tag:")
    )


@dataclass(frozen=True)
class Verdicts:
    """What stands after all events: the last accept or reject of a track counts."""

    accepted: frozenset[int]
    rejected: frozenset[int]
    skipped: frozenset[int]


def verdicts(events: Iterable[Event]) -> Verdicts:
    """Replay the events that decide. A skip never undoes an accept or a reject."""
    last: dict[int, EventKind] = {}
    for event in events:
        if event.decides and (event.kind != "skip" or event.id not in last):
            last[event.id] = event.kind
    return Verdicts(
        accepted=frozenset(id for id, kind in last.items() if kind in ACCEPTING),
        rejected=frozenset(id for id, kind in last.items() if kind in REJECTING),
        skipped=frozenset(id for id, kind in last.items() if kind == "skip"),
    )


def facet_wish_key(facet: str, direction: int) -> str:
    """The key of a wish about a facet, e.g. ``facet:tempo_bpm:lower``."""
    return f"facet:{facet}:{'higher' if direction > 0 else 'lower'}"
