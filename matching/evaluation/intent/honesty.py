"""Whether what ours foretold came true: expected calibration error over deciles."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from matching.evaluation.intent.rounds import Foretold

_DECILES = 10


def calibration(foretold: Sequence[Foretold]) -> dict[str, Any] | None:
    """error: mean distance of what was foretold from what came, over deciles of what was foretold
    (Naeini et al., 2015); deciles: [count, foretold, came]. None where nothing was foretold.
    """
    if len(foretold) < _DECILES:
        return None
    said = np.array([each.chance for each in foretold])
    came = np.array([each.came for each in foretold])
    order = np.argsort(said, kind="stable")
    parts = [part for part in np.array_split(order, _DECILES) if len(part)]
    error = sum(len(part) * abs(said[part].mean() - came[part].mean()) for part in parts)
    return {
        "count": len(said),
        "error": round(float(error / len(said)), 3),
        "deciles": [
            [len(part), round(float(said[part].mean()), 3), round(float(came[part].mean()), 3)]
            for part in parts
        ],
    }
