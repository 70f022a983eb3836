"""From what was understood (words, photos) and shown (seeds) to one query."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.profile.track import FACETS
from matching.retrieval.query import Component, Query, Seed
from matching.retrieval.tag_groups import group_of
from matching.retrieval.tastes import tastes
from matching.semantics.understanding import Understanding

#: How much a kind of input says when it is fully understood. Photos speak of the place, not of
#: music, so they weigh less than the owner's own words and songs.
SOURCE_WEIGHT = {"words": 1.0, "photo": 0.6, "seed": 1.0}
#: Whatever share tags and facet bands would have by themselves, neither falls below this.
_SMALLEST_SHARE = 0.35
#: Faint tags are noise of the bridge: weights are raised to this power and the faintest dropped.
_SHARPNESS = 1.5
_FAINTEST = 0.08


@dataclass
class _Bundle:
    """Signed tag-group weights and facet bands of one source, before they are weighed."""

    tags: dict[str, float] = field(default_factory=dict)
    bands: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    """facet: (low, high, weight)"""

    def vector(self) -> dict[str, float]:
        """What it asks for as one sparse vector, to compare bundles with."""
        parts = {f"tag:{name}": weight for name, weight in self.tags.items()}
        for facet, (low, high, weight) in self.bands.items():
            scale = 200.0 if facet == "tempo_bpm" else 1.0
            parts[f"facet:{facet}"] = weight * (2.0 * np.clip((low + high) / 2 / scale, 0, 1) - 1)
        return parts


def compose(understandings: Iterable[Understanding], seeds: Sequence[Seed] = ()) -> Query:
    """One query of named components; weights sum to 1 over all, empty when nothing is usable.

    Photos are fused first: each counts by how well it agrees with the others, so an odd one out
    does not turn the query. Seeds become up to four centres of taste.
    """
    words: list[tuple[_Bundle, float]] = []
    photos: list[tuple[_Bundle, float]] = []
    for understood in understandings:
        bundle = _bundle(understood)
        if understood.confidence > 0 and (bundle.tags or bundle.bands):
            (words if understood.source == "words" else photos).append(
                (bundle, float(np.clip(understood.confidence, 0.0, 1.0)))
            )
    masses: list[tuple[str, _Bundle, float]] = []
    for source, bundles in (("words", words), ("photo", _agreeing(photos))):
        if bundles:
            confidence = max(weight for _, weight in bundles)
            mass = SOURCE_WEIGHT[source] * (0.3 + 0.7 * confidence)
            masses.append((source, _fused(bundles), mass))
    found = _components(masses)
    found += [
        Component(
            key=f"seed:{place}",
            weight=SOURCE_WEIGHT["seed"],
            sources=tuple(f"seed:{name}" for name in taste.names),
            parameters={"share": taste.share},
            vectors=taste.vectors,
        )
        for place, taste in enumerate(tastes(seeds))
    ]
    # All tastes share one place in the score: only the closest counts for a track.
    total = sum(part.weight for part in found if not part.key.startswith("seed:"))
    total += SOURCE_WEIGHT["seed"] if seeds else 0.0
    return Query(
        components=tuple(
            Component(
                part.key, part.weight / total, part.direction, part.sources,
                part.parameters, part.vectors,
            )
            for part in found
        )
    )  # fmt: skip


def _bundle(understood: Understanding) -> _Bundle:
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
    return _Bundle({name: w for name, w in tags.items() if w != 0.0}, bands)


def _agreeing(photos: list[tuple[_Bundle, float]]) -> list[tuple[_Bundle, float]]:
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


def _fused(bundles: list[tuple[_Bundle, float]]) -> _Bundle:
    total = sum(weight for _, weight in bundles)
    tags: dict[str, float] = defaultdict(float)
    bands: dict[str, list[tuple[tuple[float, float, float], float]]] = defaultdict(list)
    for bundle, weight in bundles:
        for name, value in bundle.tags.items():
            tags[name] += value * weight / total
        for facet, band in bundle.bands.items():
            bands[facet].append((band, weight / total))
    return _Bundle(dict(tags), {facet: _merge(parts) for facet, parts in bands.items()})


def _merge(parts: list[tuple[tuple[float, float, float], float]]) -> tuple[float, float, float]:
    """Bands averaged by weight; a facet that only some ask for keeps only their weight."""
    pull = np.array([band[2] * trust for band, trust in parts])
    low = float(np.dot([band[0] for band, _ in parts], pull) / pull.sum())
    high = float(np.dot([band[1] for band, _ in parts], pull) / pull.sum())
    return low, high, float(min(pull.sum(), 1.0))


def _components(masses: list[tuple[str, _Bundle, float]]) -> list[Component]:
    tags: dict[str, dict[str, float]] = defaultdict(dict)
    bands: dict[str, dict[str, tuple[float, float, float]]] = defaultdict(dict)
    for source, bundle, mass in masses:
        strengths = _sharpened(bundle.tags)
        tag_share = _tag_share(bundle)
        tag_sum = sum(abs(value) for value in strengths.values())
        band_sum = sum(band[2] for band in bundle.bands.values())
        for name, value in strengths.items():
            tags[name][source] = mass * tag_share * value / tag_sum
        for facet, (low, high, weight) in bundle.bands.items():
            bands[facet][source] = (low, high, mass * (1.0 - tag_share) * weight / band_sum)
    found = []
    for name, by_source in sorted(tags.items()):
        signed = sum(by_source.values())
        if abs(signed) < 1e-6:
            continue
        agreeing = tuple(s for s, value in by_source.items() if value * signed > 0)
        found.append(Component(f"tag:{name}", abs(signed), 1 if signed > 0 else -1, agreeing))
    for facet, wanted in sorted(bands.items()):
        pull = sum(band[2] for band in wanted.values())
        low = sum(band[0] * band[2] for band in wanted.values()) / pull
        high = sum(band[1] * band[2] for band in wanted.values()) / pull
        found.append(
            Component(f"facet:{facet}", pull, 1, tuple(wanted), {"low": low, "high": high})
        )
    return found


def _sharpened(tags: dict[str, float]) -> dict[str, float]:
    sharp = {name: float(np.sign(w) * abs(w) ** _SHARPNESS) for name, w in tags.items()}
    strongest = max((abs(value) for value in sharp.values()), default=0.0)
    return {name: v for name, v in sharp.items() if abs(v) >= _FAINTEST * strongest}


def _tag_share(bundle: _Bundle) -> float:
    if not bundle.tags or not bundle.bands:
        return 1.0 if bundle.tags else 0.0
    tag_weight = sum(abs(value) for value in bundle.tags.values())
    band_weight = sum(band[2] for band in bundle.bands.values())
    share = tag_weight / (tag_weight + band_weight)
    return float(np.clip(share, _SMALLEST_SHARE, 1.0 - _SMALLEST_SHARE))
