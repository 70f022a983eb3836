"""What is left of an understanding when its owner switches some of its concepts off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from matching.semantics.blend import Wanted, blend_tags, blend_targets
from matching.semantics.names import mentions
from matching.semantics.pool import pool
from matching.semantics.understanding import Awakened, FacetTarget, Understanding


def without(understood: Understanding, concepts: Collection[str]) -> Understanding:
    """The understanding as if these concepts had never awoken.

    A pace given in numbers stays. Nothing left means a confidence of 0.
    """
    known = pool().concepts
    kept = tuple(each for each in understood.concepts if each.concept not in concepts)
    if len(kept) == len(understood.concepts):
        return understood
    numbers = _pace_in_numbers(understood)
    wanted = [_wanted(each) for each in kept if each.concept in known]
    targets = blend_targets(wanted)
    if numbers:
        targets = (*numbers, *(each for each in targets if each.facet != "tempo_bpm"))
    return replace(
        understood,
        concepts=kept,
        tags=blend_tags(wanted),
        targets=targets,
        confidence=understood.confidence if wanted or numbers else 0.0,
    )


def _wanted(awakened: Awakened) -> Wanted:
    named = any(each.concept == awakened.concept for each in mentions(awakened.because))
    return Wanted(awakened.concept, awakened.weight, named)


def _pace_in_numbers(understood: Understanding) -> tuple[FacetTarget, ...]:
    """The tempo target that no awakened concept accounts for."""
    known = pool().concepts
    wanted = [_wanted(each) for each in understood.concepts if each.concept in known]
    blended = {(each.low, each.high) for each in blend_targets(wanted) if each.facet == "tempo_bpm"}
    return tuple(
        each
        for each in understood.targets
        if each.facet == "tempo_bpm" and each.weight >= 1.0 and (each.low, each.high) not in blended
    )
