"""How much better than chance, and how near to the best, a ranking serves a request."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.requests.pools import TOP, Pool

Scores = NDArray[np.float64]
_SAME = 1e-9


def precision_at_top(scores: Scores, relevant: NDArray[np.bool_]) -> float:
    """Expected share of relevant tracks among the first TOP when ties are broken by lot, 0..1."""
    order = np.argsort(-scores, kind="stable")
    edge = scores[order[TOP - 1]]
    above, level = scores > edge + _SAME, np.abs(scores - edge) <= _SAME
    places = TOP - int(above.sum())
    return (float(relevant[above].sum()) + places * float(relevant[level].mean())) / TOP


def normalised(scores: Scores, pool: Pool) -> float:
    """0: as good as ten at random, 1: the best possible ten; below 0: worse than random.

    ``scores`` (n,) are over the whole catalogue.
    """
    got = precision_at_top(scores[pool.rows], pool.relevant)
    return (got - pool.share) / (pool.best - pool.share)


def auc(scores: Scores, pool: Pool) -> float:
    """Chance that a relevant track of the pool is above an irrelevant one; ties count half."""
    own = scores[pool.rows]
    apart = own[pool.relevant][:, None] - own[~pool.relevant][None, :]
    return float(np.mean((apart > _SAME) + 0.5 * (np.abs(apart) <= _SAME)))


def over_pools(scores: Scores, pools: Sequence[Pool]) -> tuple[float, float]:
    """Means of both measures over the corpora that can judge a request."""
    return (
        float(np.mean([normalised(scores, pool) for pool in pools])),
        float(np.mean([auc(scores, pool) for pool in pools])),
    )
