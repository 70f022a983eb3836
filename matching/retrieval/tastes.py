"""A seed list may hold several tastes: a few centres are kept instead of one mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from matching.profile.track import FACETS
from matching.retrieval.query import Seed

MOST_TASTES = 4


@dataclass(frozen=True, eq=False)
class Taste:
    """Seeds that belong together. share: of all seeds, 0..1.

    vectors, of the m seeds end to end: ``members`` (m * s,) styles, ``spreads`` (m * s,),
    ``timbres`` (m * TIMBRE_SIZE,) and ``facets`` (m * len(FACETS),); the latter three only where
    every seed has them.
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
    """Which centre each seed belongs to: those that sound alike are joined first (Ward, 1963).

    One taste cut in four still finds its tracks; two tastes taken for one would find neither.
    """
    if len(styles) <= MOST_TASTES:
        return list(range(len(styles)))
    found = fcluster(linkage(styles, "ward"), MOST_TASTES, criterion="maxclust")
    return [int(value) for value in found]


def _taste(members: list[Seed], total: int) -> Taste:
    names = tuple(seed.name for seed in members)
    return Taste(names, len(members) / total, taste_vectors(members))


def taste_vectors(members: Sequence[Seed]) -> dict[str, NDArray[np.float32]]:
    """What is kept of the songs of one taste, see ``Taste``."""
    vectors = {"members": np.concatenate([seed.style for seed in members], dtype=np.float32)}
    spreads = [seed.spread for seed in members if seed.spread is not None]
    if len(spreads) == len(members):
        vectors["spreads"] = np.concatenate(spreads, dtype=np.float32)
    timbres = [seed.timbre for seed in members if seed.timbre is not None]
    if len(timbres) == len(members):
        vectors["timbres"] = np.concatenate(timbres, dtype=np.float32)
    facets = [
        [seed.facets[name] for name in FACETS]
        for seed in members
        if seed.facets is not None and all(name in seed.facets for name in FACETS)
    ]
    if len(facets) == len(members):
        vectors["facets"] = np.array(facets, dtype=np.float32).reshape(-1)
    return vectors
