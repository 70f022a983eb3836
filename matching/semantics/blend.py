"""From awakened concepts to music: tags, and soft bands over facets.

Concepts that are music themselves ("piano", "slow") are requests and add up; all others are hints,
which are averaged, so that ten remarks about a room do not shout louder than one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.semantics.concept import Band
from matching.semantics.pool import MUSICAL_FAMILIES, pool
from matching.semantics.tempo_words import TempoRange
from matching.semantics.understanding import FacetTarget

# The ends of each facet's scale, for bands that are negated or only half given.
SCALES: Mapping[str, tuple[float, float]] = {
    "tempo_bpm": (40.0, 200.0), "energy": (0.0, 1.0), "brightness": (0.0, 1.0),
    "vocal": (0.0, 1.0), "acoustic": (0.0, 1.0), "mode": (0.0, 1.0), "onset_rate": (0.0, 15.0),
    "energy_spread": (0.0, 1.0),
}  # fmt: skip
# How much the band of a hint counts beside a request's: what a place or a mood asks for is first of
# all a degree of calm or drive, then a pace; tone and instruments are free to vary.
HINT_SHARE: Mapping[str, float] = {"energy": 1.0, "tempo_bpm": 0.8}
OTHER_HINT_SHARE = 0.2
# A style's bands are its usual company; its tag is what was asked for.
STYLE_SHARE = 0.3
LEAST_WEIGHT = 0.05
# From this prior on, a tag is what a concept means; below, it only often goes with it.
MEANT = 0.9
COMPANY_REFUSED = 0.4
# A refusal softer than this ("not too much singing") asks for less, not for none.
FIRM_REFUSAL = -0.9
WIDEST_GAP = 0.45  # centres this share of the scale apart cancel each other


@dataclass(frozen=True)
class Wanted:
    """A concept and how much it is wanted, -1..1, and whether it was named outright."""

    concept: str
    weight: float
    named: bool = False


def _is_soft_refusal(wanted: Wanted) -> bool:
    return FIRM_REFUSAL < wanted.weight < 0


def _is_request(wanted: Wanted) -> bool:
    family = pool().concepts[wanted.concept].family
    return family in MUSICAL_FAMILIES or (family == "moods" and wanted.named)


def _band_share(wanted: Wanted, band: Band) -> float:
    if not _is_request(wanted):
        return HINT_SHARE.get(band.facet, OTHER_HINT_SHARE)
    return STYLE_SHARE if pool().concepts[wanted.concept].family == "genres" else 1.0


def blend_tags(wanted: Sequence[Wanted]) -> dict[str, float]:
    """Tag weights -1..1 over the names of TAGS; tags near zero are left out."""
    hints_total = max(1.0, sum(abs(each.weight) for each in wanted if not _is_request(each)))
    total: dict[str, float] = defaultdict(float)
    refused: dict[str, float] = {}
    for each in sorted(wanted, key=lambda each: each.weight < 0):  # wishes before refusals
        share = each.weight if _is_request(each) else each.weight / hints_total
        for tag, prior in pool().concepts[each.concept].tags.items():
            # Not wanting loud is no wish for quiet, so only what the concept brings is refused.
            if share < 0 and prior < 0 and (not each.named or _is_soft_refusal(each)):
                continue
            company = share < 0 and 0 < prior < MEANT
            if company and total[tag] > 0:
                continue  # "jazz without horns": horns bring jazz to mind, but jazz is wanted
            total[tag] += share * prior * (COMPANY_REFUSED if company else 1.0)
            if each.named and each.weight < 0 and prior >= MEANT:
                refused[tag] = min(refused.get(tag, 0.0), each.weight * prior)
    for tag, floor in refused.items():
        total[tag] = min(total[tag], floor)
    return {
        tag: round(max(-1.0, min(1.0, weight)), 4)
        for tag, weight in total.items()
        if abs(weight) >= 0.02
    }


def _complement(band: Band) -> tuple[float, float] | None:
    """What is left of the scale without the band; None where two pieces would be left."""
    bottom, top = SCALES[band.facet]
    span = top - bottom
    if band.high >= top - 0.25 * span:
        return bottom, band.low
    if band.low <= bottom + 0.25 * span:
        return band.high, top
    return None


def _bands(wanted: Iterable[Wanted]) -> Iterable[tuple[str, float, float, float]]:
    """(facet, low, high, weight) of every wish."""
    concepts = pool().concepts
    for each in wanted:
        concept = concepts[each.concept]
        if each.weight >= 0:
            for band, weight in concept.bands:
                share = abs(each.weight) * _band_share(each, band)
                yield band.facet, band.low, band.high, share * weight
        elif concept.opposite is not None and not (each.named and _is_soft_refusal(each)):
            for band, weight in concepts[concept.opposite].bands:
                share = abs(each.weight) * _band_share(each, band)
                yield band.facet, band.low, band.high, share * weight
        else:
            for band, weight in concept.bands:
                rest = _complement(band)
                if rest is not None:
                    share = abs(each.weight) * _band_share(each, band)
                    yield band.facet, rest[0], rest[1], share * weight


def blend_targets(
    wanted: Sequence[Wanted], tempos: Sequence[TempoRange] = ()
) -> tuple[FacetTarget, ...]:
    """One soft band per facet; bands that disagree weigh less; a tempo in numbers rules alone."""
    gathered: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for facet, low, high, weight in _bands(wanted):
        gathered[facet].append((low, high, weight))
    targets = []
    for facet, entries in gathered.items():
        total = sum(weight for _, _, weight in entries)
        if (facet == "tempo_bpm" and tempos) or total <= 0:
            continue
        low = sum(entry[0] * entry[2] for entry in entries) / total
        high = sum(entry[1] * entry[2] for entry in entries) / total
        centre = (low + high) / 2
        gap = sum(abs((a + b) / 2 - centre) * weight for a, b, weight in entries) / total
        bottom, top = SCALES[facet]
        agreement = max(0.0, 1 - gap / (WIDEST_GAP * (top - bottom)))
        weight = min(1.0, total) * agreement
        if weight >= LEAST_WEIGHT:
            targets.append(FacetTarget(facet, round(low, 3), round(high, 3), round(weight, 3)))
    if tempos:
        low, high = min(each.low for each in tempos), max(each.high for each in tempos)
        targets.append(FacetTarget("tempo_bpm", low, high, 1.0))
    return tuple(sorted(targets, key=lambda target: -target.weight))
