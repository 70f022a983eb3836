"""The interest boundary: a track that would hardly fit is not offered, even to fill a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


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
