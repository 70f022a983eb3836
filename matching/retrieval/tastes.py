"""A seed list may hold several tastes: a few centres are kept instead of one mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist, squareform

from matching.profile.track import FACETS
from matching.retrieval.query import Seed

MOST_TASTES = 4
#: Below this mean silhouette (Rousseeuw, 1987) the seeds are one taste.
_CLEAR_SPLIT = 0.25


@dataclass(frozen=True, eq=False)
class Taste:
    """Seeds that belong together. share: of all seeds, 0..1.

    vectors, of the m seeds end to end: ``members`` (m * s,) styles, ``spreads`` (m * s,) and
    ``facets`` (m * len(FACETS),); the latter two only where every seed has them.
    """

    names: tuple[str, ...]
    share: float
    vectors: Mapping[str, NDArray[np.float32]]


def tastes(seeds: Sequence[Seed]) -> tuple[Taste, ...]:
    """Group seeds into at most MOST_TASTES centres, largest first, deterministic."""
    if not seeds:
        return ()
    labels = _labels(np.stack([np.asarray(seed.style, dtype=np.float64) for seed in seeds]))
    groups = [[s for s, label in zip(seeds, labels, strict=True) if label == value]
              for value in dict.fromkeys(labels)]  # fmt: skip
    groups.sort(key=len, reverse=True)
    return tuple(_taste(group, len(seeds)) for group in groups)


def _labels(styles: NDArray[np.float64]) -> list[int]:
    count = len(styles)
    if count <= MOST_TASTES:
        return list(range(count))
    away = pdist(styles)
    tree = linkage(away, method="average")
    square = squareform(away)
    best, labels = _CLEAR_SPLIT, [0] * count
    for parts in range(2, MOST_TASTES + 1):
        found = fcluster(tree, parts, criterion="maxclust")
        clear = _silhouette(square, found)
        if clear > best:
            best, labels = clear, [int(value) for value in found]
    return labels


def _silhouette(away: NDArray[np.float64], labels: NDArray[np.int32]) -> float:
    values = np.unique(labels)
    if len(values) < 2:
        return 0.0
    scores = []
    for place, own in enumerate(labels):
        same = labels == own
        if same.sum() == 1:
            scores.append(0.0)
            continue
        inside = away[place, same].sum() / (same.sum() - 1)
        outside = min(away[place, labels == other].mean() for other in values if other != own)
        scores.append((outside - inside) / max(inside, outside, 1e-12))
    return float(np.mean(scores))


def _taste(members: list[Seed], total: int) -> Taste:
    names = tuple(seed.name for seed in members)
    return Taste(names, len(members) / total, taste_vectors(members))


def taste_vectors(members: Sequence[Seed]) -> dict[str, NDArray[np.float32]]:
    """What is kept of the songs of one taste, see ``Taste``."""
    vectors = {"members": np.concatenate([seed.style for seed in members], dtype=np.float32)}
    spreads = [seed.spread for seed in members if seed.spread is not None]
    if len(spreads) == len(members):
        vectors["spreads"] = np.concatenate(spreads, dtype=np.float32)
    facets = [
        [seed.facets[name] for name in FACETS]
        for seed in members
        if seed.facets is not None and all(name in seed.facets for name in FACETS)
    ]
    if len(facets) == len(members):
        vectors["facets"] = np.array(facets, dtype=np.float32).reshape(-1)
    return vectors
