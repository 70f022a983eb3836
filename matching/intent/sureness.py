"""How many of the next tracks should fit, as an honest estimate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sureness:
    """expected: share of the next unheard tracks that should fit, 0..1; low, high: its 80 % range.

    labels: how many verdicts it rests on.
    """

    expected: float
    low: float
    high: float
    labels: int

    def to_json(self) -> dict[str, Any]:
        return {
            "expected": self.expected,
            "low": self.low,
            "high": self.high,
            "labels": self.labels,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Sureness":
        return cls(
            float(data["expected"]), float(data["low"]), float(data["high"]), int(data["labels"])
        )
