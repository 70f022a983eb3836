"""The interest boundary: a track that would hardly fit is not offered, even to fill a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: A new track that nine of ten times would be refused stays out.
DEFAULT_BOUNDARY = 0.1
#: The key of a widening that lowers the boundary instead of giving up a wish.
BOUNDARY_KEY = "boundary"


@dataclass(frozen=True)
class Widening:
    """What would let ``more`` tracks in.

    key: the wish to give up, or ``boundary`` for a lower one.
    """

    key: str
    more: int

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "more": self.more}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Widening":
        return cls(str(data["key"]), int(data["more"]))


def boundary_of(asked: float | None, accepted: int) -> float:
    """The least chance of a new track.

    Where nobody asked for one and nothing was accepted yet, there is none: refusals alone say what
    is not wanted, and an empty list would teach nothing more.
    """
    if asked is None:
        return DEFAULT_BOUNDARY if accepted else 0.0
    return min(max(asked, 0.0), 1.0)
