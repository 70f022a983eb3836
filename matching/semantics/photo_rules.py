"""The curated bridge from what is seen in a photo to the pool, read from photo.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from matching.encoders.imagenet import IMAGENET_CLASSES
from matching.semantics.atmosphere import Atmosphere
from matching.semantics.concept import PoolError
from matching.semantics.pool import DATA, pool


@dataclass(frozen=True)
class AtmosphereRule:
    """Light and colour that wake a concept."""

    concept: str
    weight: float
    when: Mapping[str, tuple[float, float]]

    def strength(self, measures: Mapping[str, float]) -> float:
        """0..1: the product of the ramps over the measures, times the rule's weight."""
        strength = self.weight
        for name, (start, end) in self.when.items():
            strength *= min(1.0, max(0.0, (measures[name] - start) / (end - start)))
        return strength


@dataclass(frozen=True)
class PhotoRules:
    """Classes that tell about a place, classes that show none, and rules of atmosphere."""

    classes: Mapping[int, Mapping[str, float]]
    not_a_place: Mapping[int, Mapping[str, str]]  # class -> what it is, by language
    atmosphere: tuple[AtmosphereRule, ...]


@cache
def photo_rules() -> PhotoRules:
    """The rules, read once per process; raises PoolError for unknown classes or concepts."""
    data = tomllib.loads((DATA / "photo.toml").read_text(encoding="utf-8"))
    index = {name: position for position, name in enumerate(IMAGENET_CLASSES)}
    unknown = {name for name in data["classes"] if name not in index}
    used = {c for concepts in data["classes"].values() for c in concepts}
    used |= {rule["concept"] for rule in data["atmosphere"]}
    unknown |= used - set(pool().concepts)
    if unknown:
        raise PoolError(f"photo.toml: unknown: {', '.join(sorted(unknown))}.")
    return PhotoRules(
        classes={index[name]: concepts for name, concepts in data["classes"].items()},
        not_a_place={
            each: {"en": kind["en"], "zh": kind["zh"]}
            for kind in data["not_a_place"]
            for first, last in kind["runs"]
            for each in range(first, last + 1)
        },
        atmosphere=tuple(
            AtmosphereRule(
                rule["concept"], rule["weight"], {k: (a, b) for k, (a, b) in rule["when"].items()}
            )
            for rule in data["atmosphere"]
        ),
    )


def atmosphere_concepts(atmosphere: Atmosphere) -> dict[str, float]:
    """Concept to 0..1 by light and colour alone."""
    measures = atmosphere.measures()
    measures["white_or_grey"] = measures["white"] + measures["grey"]
    strengths = {rule.concept: rule.strength(measures) for rule in photo_rules().atmosphere}
    return {concept: strength for concept, strength in strengths.items() if strength > 0.05}
