"""Whether what ours foretold came true: expected calibration error over deciles."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from matching.evaluation.intent.rounds import Foretold

_DECILES = 10


def calibration(foretold: Sequence[Foretold]) -> dict[str, Any]:
    """error: mean distance of what was foretold from what came, over deciles of what was foretold
    (Naeini et al., 2015); None where nothing was foretold.
    """
    rows = list(deciles(foretold))
    total = sum(row["count"] for row in rows)
    error = sum(row["count"] * abs(row["foretold"] - row["came"]) for row in rows)
    return {"count": total, "error": round(error / total, 3) if total else None}


def deciles(foretold: Sequence[Foretold]) -> Iterator[dict[str, Any]]:
    """Means of what was foretold and of what came, lowest first."""
    said = np.array([each.chance for each in foretold])
    came = np.array([each.came for each in foretold])
    for part in np.array_split(np.argsort(said, kind="stable"), _DECILES):
        if len(part):
            yield {
                "count": len(part),
                "foretold": round(float(said[part].mean()), 3),
                "came": round(float(came[part].mean()), 3),
            }
