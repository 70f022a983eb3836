"""Two tastes in one history: kept apart, not averaged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matching.intent.state import Wish


@dataclass(frozen=True)
class TastePart:
    """One of the tastes: what sets it apart, and the accepted tracks that speak for it."""

    wishes: tuple[Wish, ...]
    accepted: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "wishes": [wish.to_json() for wish in self.wishes],
            "accepted": list(self.accepted),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "TastePart":
        return cls(
            tuple(Wish.from_json(each) for each in data["wishes"]),
            tuple(int(each) for each in data["accepted"]),
        )


@dataclass(frozen=True)
class Split:
    """An offer to make two playlists of one.

    gain: by how much two tastes foretell the verdicts better than one, in log-odds.
    """

    parts: tuple[TastePart, ...]
    gain: float

    def to_json(self) -> dict[str, Any]:
        return {"parts": [part.to_json() for part in self.parts], "gain": self.gain}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Split":
        return cls(tuple(TastePart.from_json(each) for each in data["parts"]), float(data["gain"]))
