"""How true a map is: do tracks that lie together sound alike, and those that sound alike lie so?"""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

from matching.atlas.chart import Fidelity, Places
from matching.atlas.neighbours import Vectors

NEIGHBOURS = 15
_SAMPLE = 1_000
_PAIRS = 5_000


def fidelity(vectors: Vectors, places: Places, *, near: int = NEIGHBOURS) -> Fidelity:
    """Of (n, d) unit vectors at (n, 2) places; of many tracks a fixed sample speaks for all."""
    count = len(vectors)
    near = min(near, max((count - 2) // 2, 1))
    if count < 4:
        return Fidelity(1.0, 1.0, 1.0)
    random = np.random.default_rng(0)
    sample = random.choice(count, min(count, _SAMPLE), replace=False)
    kept, strangers = 0.0, 0.0
    for row in sample:
        alike = np.argsort(-(vectors @ vectors[row]), kind="stable")
        alike = alike[alike != row]
        rank = np.empty(count, dtype=np.int64)
        rank[alike] = np.arange(1, count)
        away = ((places - places[row]) ** 2).sum(axis=1)
        away[row] = np.inf
        close = np.argpartition(away, near - 1)[:near]
        kept += float((rank[close] <= near).mean())
        strangers += float(np.maximum(rank[close] - near, 0).sum())
    worst = len(sample) * near * (2 * count - 3 * near - 1)
    return Fidelity(
        trustworthiness=round(1 - 2 * strangers / worst, 4),
        kept=round(kept / len(sample), 4),
        broad=_broad(vectors, places, random),
    )


def _broad(vectors: Vectors, places: Places, random: np.random.Generator) -> float:
    first, second = random.integers(0, len(vectors), (2, _PAIRS))
    apart = 1 - np.einsum("ij,ij->i", vectors[first], vectors[second])
    away = np.linalg.norm(places[first] - places[second], axis=1)
    return round(float(spearmanr(apart, away).statistic), 4)
