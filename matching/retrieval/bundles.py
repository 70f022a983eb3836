"""What one source (words, or all photos) asks for, before it is weighed against the others."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.profile.track import FACETS
from matching.retrieval.tag_groups import group_of
from matching.semantics.pool import pool
from matching.semantics.understanding import Understanding

#: From this share of a concept on, a tag is what the concept means, not what often goes with it.
_MEANT = 0.8


@dataclass
class Bundle:
    """Signed tag-group weights and facet bands of one source, before they are weighed."""

    tags: dict[str, float] = field(default_factory=dict)
    bands: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    """facet: (low, high, weight)"""
    asked: frozenset[str] = frozenset()
    """groups whose absence was asked for in so many words ("no drums"), not merely implied"""

    def vector(self) -> dict[str, float]:
        """What it asks for as one sparse vector, to compare bundles with."""
        parts = {f"tag:{name}": weight for name, weight in self.tags.items()}
        for facet, (low, high, weight) in self.bands.items():
            scale = 200.0 if facet == "tempo_bpm" else 1.0
            parts[f"facet:{facet}"] = weight * (2.0 * np.clip((low + high) / 2 / scale, 0, 1) - 1)
        return parts


Weighed = list[tuple[Bundle, float]]
"""Bundles of one source, each with how much it counts."""


def bundle_of(understood: Understanding) -> Bundle:
    """The tag groups and facet bands of one understanding."""
    sums: dict[str, list[float]] = defaultdict(list)
    for tag, weight in understood.tags.items():
        grouped = group_of(tag)
        if grouped is not None:
            sums[grouped[0]].append(grouped[1] * float(weight))
    # The clearest member speaks for its group; five synonyms do not count five times.
    tags = {name: max(weights, key=abs) for name, weights in sums.items()}
    bands: dict[str, tuple[float, float, float]] = {}
    for target in understood.targets:
        if target.facet not in FACETS or target.weight <= 0:
            continue
        low, high = min(target.low, target.high), max(target.low, target.high)
        known = bands.get(target.facet)
        band = (float(low), float(high), float(target.weight))
        bands[target.facet] = band if known is None else _merge([(known, 1.0), (band, 1.0)])
    return Bundle(
        {name: w for name, w in tags.items() if w != 0.0}, bands, _asked(understood, tags)
    )


def _asked(understood: Understanding, tags: dict[str, float]) -> frozenset[str]:
    """Groups that are refused by a concept that was itself refused ("no metal").

    A quiet café implies no metal, but nobody said so. Tags that come with no concept are taken at
    their word.
    """
    refused = {name for name, weight in tags.items() if weight < 0}
    if not understood.concepts:
        return frozenset(refused)
    found = set()
    for awakened in understood.concepts:
        concept = pool().concepts.get(awakened.concept)
        for tag, prior in concept.tags.items() if concept is not None else ():
            grouped = group_of(tag)
            if grouped is not None and prior >= _MEANT and awakened.weight * grouped[1] < 0:
                found.add(grouped[0])
    return frozenset(found & refused)


def agreeing(photos: Weighed) -> Weighed:
    """Photos weighed by agreement with the others; with one or two there is no majority."""
    if len(photos) < 3:
        return photos
    keys = sorted({key for bundle, _ in photos for key in bundle.vector()})
    table = np.array([[bundle.vector().get(key, 0.0) for key in keys] for bundle, _ in photos])
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    alike: NDArray[np.float64] = table @ table.T
    np.fill_diagonal(alike, np.nan)
    # The median is what most of the others say: two odd ones that agree do not lift each other.
    agreement = np.nanmedian(alike, axis=1)
    trust = np.clip((agreement - agreement.max()) / 0.25 + 1.0, 0.05, 1.0)
    return [(bundle, weight * float(t)) for (bundle, weight), t in zip(photos, trust, strict=True)]


def fused(bundles: Weighed) -> Bundle:
    """Several bundles of one source as one, by weight."""
    total = sum(weight for _, weight in bundles)
    tags: dict[str, float] = defaultdict(float)
    bands: dict[str, list[tuple[tuple[float, float, float], float]]] = defaultdict(list)
    for bundle, weight in bundles:
        for name, value in bundle.tags.items():
            tags[name] += value * weight / total
        for facet, band in bundle.bands.items():
            bands[facet].append((band, weight / total))
    asked = frozenset().union(*(bundle.asked for bundle, _ in bundles))
    return Bundle(dict(tags), {facet: _merge(parts) for facet, parts in bands.items()}, asked)


def _merge(parts: list[tuple[tuple[float, float, float], float]]) -> tuple[float, float, float]:
    """Bands averaged by weight; a facet that only some ask for keeps only their weight."""
    pull = np.array([band[2] * trust for band, trust in parts])
    low = float(np.dot([band[0] for band, _ in parts], pull) / pull.sum())
    high = float(np.dot([band[1] for band, _ in parts], pull) / pull.sum())
    return low, high, float(min(pull.sum(), 1.0))
