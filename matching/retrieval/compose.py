"""From what was understood (words, photos) and shown (seeds) to one query."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.retrieval.bundles import Bundle, Weighed, agreeing, bundle_of, fused
from matching.retrieval.folding import folded
from matching.retrieval.query import IMPLIED, Component, Query, Seed
from matching.retrieval.tastes import tastes
from matching.retrieval.words_value import WORDS_KEY
from matching.semantics.understanding import Understanding

#: How much a kind of input says when it is fully understood. The best of a grid on the tuning half
#: of the mixed briefs (bench mixed): a song also says much that nobody asked for.
SOURCE_WEIGHT = {"words": 1.0, "photo": 1.0, "names": 0.5, "seed": 0.5}
#: Share of the words' say that goes to the sound itself where words point into its space. Not
#: tuned: no such model could be had where this was written.
DIRECT_SHARE = 0.5
#: Whatever share tags and facet bands would have by themselves, neither falls below this.
_SMALLEST_SHARE = 0.2
#: Ten faint tags are one idea said in many ways: beside the clearest, the others count this much.
_FURTHER_TAGS = 0.25
#: Faint tags are noise of the bridge: weights are raised to this power and the faintest dropped.
_SHARPNESS = 1.5
_FAINTEST = 0.08
#: What a place merely implies not to be there (no metal in a café) only tips the scales.
_IMPLIED_SHARE = 0.25


def compose(
    understandings: Iterable[Understanding],
    seeds: Sequence[Seed] = (),
    *,
    space: str = "",
    source_weight: Mapping[str, float] = SOURCE_WEIGHT,
    trusting: Callable[[Weighed], Weighed] = agreeing,
) -> Query:
    """One query of named components; weights sum to 1 over all, empty when nothing is usable.

    Photos are fused first: each counts by how well it agrees with the others, so an odd one out
    does not turn the query. Seeds become up to four centres of taste. Words that point into the
    style ``space`` that is searched are compared with the sound itself; the pool is their prior.
    ``trusting`` weighs the photos; another way than by agreement is for measuring only.
    """
    understandings = list(understandings)
    direct = _directions(understandings, space)
    heard: dict[str, Weighed] = {"words": [], "photo": [], "names": []}
    for understood in understandings:
        bundle = bundle_of(understood)
        if understood.confidence > 0 and (bundle.tags or bundle.bands):
            heard[understood.source].append(
                (bundle, float(np.clip(understood.confidence, 0.0, 1.0)))
            )
    masses: list[tuple[str, Bundle, float]] = []
    heard["photo"] = trusting(heard["photo"])
    for source, bundles in heard.items():
        if bundles:
            confidence = max(weight for _, weight in bundles)
            mass = source_weight[source] * (0.3 + 0.7 * confidence)
            if source == "words" and direct is not None:
                mass *= 1.0 - DIRECT_SHARE
            masses.append((source, fused(bundles), mass))
    found = folded(_quietened(_components(masses), masses))
    found += [
        Component(
            key=f"seed:{place}",
            weight=source_weight["seed"],
            sources=tuple(f"seed:{name}" for name in taste.names),
            parameters={"share": taste.share},
            vectors=taste.vectors,
        )
        for place, taste in enumerate(tastes(seeds))
    ]
    if direct is not None:
        found.append(
            Component(
                WORDS_KEY, DIRECT_SHARE * SOURCE_WEIGHT["words"], 1, ("words",), {},
                {"style": direct},
            )
        )  # fmt: skip
    # All tastes share one place in the score: only the closest counts for a track.
    total = sum(part.weight for part in found if not part.key.startswith("seed:"))
    total += source_weight["seed"] if seeds else 0.0
    parts = tuple(replace(part, weight=part.weight / total) for part in found)
    return Query(components=parts, space=space)


def _directions(understandings: Sequence[Understanding], space: str) -> NDArray[np.float32] | None:
    """The unit mean (s,) of where the words point in this space; None where none does."""
    vectors = [
        np.array(each.direction.vector, dtype=np.float32)
        for each in understandings
        if each.source == "words" and each.direction is not None and each.direction.space == space
    ]
    if not vectors:
        return None
    mean = np.mean(vectors, axis=0)
    length = float(np.linalg.norm(mean))
    return (mean / length).astype(np.float32) if length > 1e-6 else None


def _components(masses: list[tuple[str, Bundle, float]]) -> list[Component]:
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


def _quietened(parts: list[Component], masses: list[tuple[str, Bundle, float]]) -> list[Component]:
    """Refusals that nobody uttered keep a little weight and are never named."""
    asked = {f"tag:{group}" for _, bundle, _ in masses for group in bundle.asked}
    return [
        replace(part, weight=_IMPLIED_SHARE * part.weight, parameters={IMPLIED: 1.0})
        if part.key.startswith("tag:") and part.direction < 0 and part.key not in asked
        else part
        for part in parts
    ]


def _sharpened(tags: dict[str, float]) -> dict[str, float]:
    sharp = {name: float(np.sign(w) * abs(w) ** _SHARPNESS) for name, w in tags.items()}
    strongest = max((abs(value) for value in sharp.values()), default=0.0)
    return {name: v for name, v in sharp.items() if abs(v) >= _FAINTEST * strongest}


def _tag_share(bundle: Bundle) -> float:
    if not bundle.tags or not bundle.bands:
        return 1.0 if bundle.tags else 0.0
    strengths = [abs(value) for value in _sharpened(bundle.tags).values()]
    tag_weight = (1 - _FURTHER_TAGS) * max(strengths) + _FURTHER_TAGS * sum(strengths)
    band_weight = sum(band[2] for band in bundle.bands.values())
    share = tag_weight / (tag_weight + band_weight)
    return float(np.clip(share, _SMALLEST_SHARE, 1.0 - _SMALLEST_SHARE))
