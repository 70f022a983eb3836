"""Understanding photos of a place: what is seen, and light and colour, wake the pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from matching.encoders.base import FloatArray, ImageEncoder
from matching.encoders.registry import image_encoder
from matching.semantics.atmosphere import Atmosphere, measure
from matching.semantics.attention import Attention, attend
from matching.semantics.blend import Wanted, blend_tags, blend_targets
from matching.semantics.photo_file import PhotoProblem, open_photo
from matching.semantics.photo_rules import atmosphere_concepts, photo_rules
from matching.semantics.pool import concept_name, pool
from matching.semantics.understanding import Awakened, Problem, Understanding
from matching.semantics.words import default_attention, trust

KEPT_CONCEPTS = 12
LEAST_WEIGHT = 0.06
# A class with odds of a fifth is about as sure as the model gets in a furnished room.
SURE_ODDS = 0.2
UNNAMED_SHARE = 0.35  # classes known only by their name, through the text encoder
NOT_A_PLACE = 0.5
PLAIN_TEXTURE, PLAIN_CONTRAST = 0.02, 0.06


@dataclass(frozen=True)
class Sight:
    """What was seen in one photo, before it becomes music."""

    concepts: Mapping[str, float]  # concept to 0..1
    classes: tuple[tuple[str, float], ...]  # the five likeliest, with their odds
    atmosphere: Atmosphere
    placeless: float  # odds 0..1 that it shows a thing or creature rather than a place
    problems: tuple[Problem, ...]


@cache
def _class_attention(attention: Attention, names: tuple[str, ...]) -> FloatArray:
    """(n_classes, n_concepts) attention of class names over the pool, weak where unsure."""
    near = attention.closeness(names, ["en"] * len(names))
    sure = np.array([trust(float(row.max())) for row in near], dtype=np.float32)
    return attend(near) * sure[:, None]


def _seen(odds: FloatArray, encoder: ImageEncoder, attention: Attention | None) -> dict[str, float]:
    """Concept to 0..1 by the classes of the image model."""
    rules = photo_rules()
    strength: dict[str, float] = {}
    top = [int(i) for i in np.argsort(-odds)[:12] if odds[i] >= 0.02]
    unnamed = [i for i in top if i not in rules.classes and i not in rules.not_a_place]
    for i in top:
        for concept, weight in rules.classes.get(i, {}).items():
            gain = weight * min(1.0, float(odds[i]) / SURE_ODDS)
            strength[concept] = 1 - (1 - strength.get(concept, 0.0)) * (1 - gain)
    if attention is not None and unnamed:
        rows = _class_attention(attention, tuple(encoder.classes[i] for i in unnamed))
        for i, row in zip(unnamed, rows, strict=True):
            for position in np.argsort(-row)[:2]:
                gain = UNNAMED_SHARE * float(row[position]) * min(1.0, float(odds[i]) / SURE_ODDS)
                concept = attention.ids[int(position)]
                strength[concept] = 1 - (1 - strength.get(concept, 0.0)) * (1 - gain)
    return strength


def look(
    photo: Path | str | Image.Image,
    *,
    encoder: ImageEncoder | None = None,
    attention: Attention | None = None,
) -> Sight:
    """Open a photo and see what is in it; raises PhotoProblem if it cannot be used."""
    image, problems = open_photo(photo)
    encoder = encoder or image_encoder()
    atmosphere = measure(image)
    plain = atmosphere.texture < PLAIN_TEXTURE and atmosphere.contrast < PLAIN_CONTRAST
    # An even surface makes the classifier dream; only its colour is worth anything.
    odds = encoder.classify(image)
    if plain:
        problems.append(Problem("photo_plain"))
    placeless = float(sum(odds[i] for i in photo_rules().not_a_place))
    best = [int(i) for i in np.argsort(-odds)[:5]]
    classes = tuple((encoder.classes[i], round(float(odds[i]), 3)) for i in best)
    if placeless > NOT_A_PLACE and not plain:
        kinds = photo_rules().not_a_place
        kind = kinds[max(kinds, key=lambda i: float(odds[i]))]
        problems.append(Problem("photo_not_a_place", {"seen": kind["en"], "seen_zh": kind["zh"]}))
    concepts = {} if plain else _seen(odds, encoder, attention or default_attention())
    share = 1.0 - 0.7 * placeless
    concepts = {concept: weight * share for concept, weight in concepts.items()}
    for concept, weight in atmosphere_concepts(atmosphere).items():
        weight *= (0.5 if plain else 1.0) * share
        concepts[concept] = 1 - (1 - concepts.get(concept, 0.0)) * (1 - weight)
    kept = sorted(concepts.items(), key=lambda item: -item[1])[:KEPT_CONCEPTS]
    return Sight(
        {concept: weight for concept, weight in kept if weight >= LEAST_WEIGHT},
        classes, atmosphere, 0.0 if plain else placeless, tuple(problems),
    )  # fmt: skip


def as_understanding(
    concepts: Mapping[str, float], problems: tuple[Problem, ...], seen: str
) -> Understanding:
    """The understanding that a set of awakened concepts stands for."""
    order = sorted(concepts.items(), key=lambda item: -item[1])
    wanted = [Wanted(concept, round(weight, 4)) for concept, weight in order]
    return Understanding(
        source="photo",
        language=None,
        concepts=tuple(Awakened(each.concept, each.weight, seen) for each in wanted),
        tags=blend_tags(wanted),
        targets=blend_targets(wanted),
        problems=problems,
        confidence=round(min(1.0, sum(concepts.values()) / 2), 3),
    )


def understand_photo(photo: Path | str | Image.Image) -> Understanding:
    """What one photo of a place asks of the music; raises PhotoProblem if it cannot be used."""
    sight = look(photo)
    seen = ", ".join(name for name, odds in sight.classes[:3] if odds >= 0.05)
    return as_understanding(sight.concepts, sight.problems, seen)


def photo_description(understanding: Understanding, language: str) -> str:
    """The strongest concepts in words: "warm light · wooden · plants · tea house"."""
    strong = [each.concept for each in understanding.concepts if each.weight >= 0.15][:5]
    strong.sort(key=lambda concept: pool().concepts[concept].family != "decor")
    return " · ".join(concept_name(concept, language) for concept in strong)


__all__ = ["PhotoProblem", "Sight", "look", "photo_description", "understand_photo"]
