"""Measures of a ranked list against what is relevant; all in 0..1, higher is better."""

from collections.abc import Collection, Sequence

import numpy as np
from scipy.stats import binomtest


def precision_at(ranked: Sequence[int], relevant: Collection[int], k: int) -> float:
    """Share of the first k places that hold a relevant id; a place left empty counts as wrong."""
    if k <= 0:
        raise ValueError("k must be positive")
    good = set(relevant)
    return sum(1 for each in ranked[:k] if each in good) / k


def average_precision(ranked: Sequence[int], relevant: Collection[int]) -> float:
    """Mean of the precisions at each relevant place; 0 when nothing is relevant."""
    good = set(relevant)
    hits, total = 0, 0.0
    for place, each in enumerate(ranked, start=1):
        if each in good:
            hits += 1
            total += hits / place
    return total / len(good) if good else 0.0


def mean_average_precision(
    rankings: Sequence[Sequence[int]], relevants: Sequence[Collection[int]]
) -> float:
    """Average precision over several queries."""
    pairs = zip(rankings, relevants, strict=True)
    scores = [average_precision(ranked, relevant) for ranked, relevant in pairs]
    return float(np.mean(scores)) if scores else 0.0


def ndcg_at(ranked: Sequence[int], gains: dict[int, float], k: int) -> float:
    """Discounted gain of the first k over the best possible (Järvelin and Kekäläinen, 2002)."""
    discounts = 1.0 / np.log2(np.arange(2, k + 2))
    got = np.array([gains.get(each, 0.0) for each in ranked[:k]])
    best = np.sort(np.array(list(gains.values()), dtype=np.float64))[::-1][:k]
    ideal = float(best @ discounts[: len(best)])
    return float(got @ discounts[: len(got)]) / ideal if ideal > 0 else 0.0


def recall_at(found: Sequence[int], exact: Sequence[int], k: int) -> float:
    """Share of the exact first k that an approximate search found among its first k."""
    truth = set(exact[:k])
    return len(truth & set(found[:k])) / len(truth) if truth else 1.0


def interval(
    values: Sequence[float], seed: int = 0, draws: int = 1000
) -> tuple[float, float, float]:
    """Mean and 95 % bootstrap interval (low, high) of independent values."""
    data = np.asarray(values, dtype=np.float64)
    if not len(data):
        return 0.0, 0.0, 0.0
    random = np.random.default_rng(seed)
    means = data[random.integers(0, len(data), (draws, len(data)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(data.mean()), float(low), float(high)


def share_interval(hits: int, tries: int) -> tuple[float, float, float]:
    """Share and 95 % interval (low, high) of yes-or-no trials (Wilson, 1927).

    Where all or none succeed a bootstrap would claim certainty.
    """
    if not tries:
        return 0.0, 0.0, 1.0
    found = binomtest(hits, tries).proportion_ci(method="wilson")
    return hits / tries, float(found.low), float(found.high)
