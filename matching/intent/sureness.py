"""How many of the next tracks should fit, as an honest estimate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

#: The range is that of a share with this mean as if it had been seen in so many tracks: chosen on
#: simulated owners so that about eight of ten next rounds fall into it.
_SEEN = 2.5
_TAILS = (0.1, 0.9)


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


def sureness(chances: NDArray[np.float64], labels: int) -> Sureness | None:
    """From the chances (n,) of the next tracks, after ``labels`` verdicts; None without either."""
    if not labels or not len(chances):
        return None
    expected = float(np.clip(chances.mean(), 0.0, 1.0))
    inside = min(max(expected, 0.01), 0.99)
    low, high = (float(beta.ppf(tail, inside * _SEEN, (1.0 - inside) * _SEEN)) for tail in _TAILS)
    return Sureness(expected, min(low, expected), max(high, expected), labels)
