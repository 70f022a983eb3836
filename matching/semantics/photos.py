"""Understanding photos of a place: what is seen, and light and colour, wake the pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from matching.encoders.base import ImageEncoder, JointImageEncoder
from matching.encoders.registry import image_encoder
from matching.semantics.atmosphere import Atmosphere, measure
from matching.semantics.attention import Attention
from matching.semantics.blend import Wanted, blend_tags, blend_targets
from matching.semantics.photo_file import PhotoProblem, open_photo
from matching.semantics.photo_rules import atmosphere_concepts
from matching.semantics.pool import concept_name, pool
from matching.semantics.seen import see_beside_words, see_classes
from matching.semantics.understanding import Awakened, Problem, Understanding
from matching.semantics.words import default_attention

KEPT_CONCEPTS = 12
LEAST_WEIGHT = 0.06
NOT_A_PLACE = 0.5
PLAIN_TEXTURE, PLAIN_CONTRAST = 0.02, 0.06


@dataclass(frozen=True)
class Sight:
    """What was seen in one photo, before it becomes music."""

    concepts: Mapping[str, float]  # concept to 0..1
    classes: tuple[tuple[str, float], ...]  # the five likeliest, with their odds or weights
    atmosphere: Atmosphere
    placeless: float  # odds 0..1 that it shows a thing or creature rather than a place
    problems: tuple[Problem, ...]


def look(
    photo: Path | str | Image.Image,
    *,
    encoder: ImageEncoder | JointImageEncoder | None = None,
    attention: Attention | None = None,
) -> Sight:
    """Open a photo and see what is in it; raises PhotoProblem if it cannot be used."""
    image, problems = open_photo(photo)
    encoder = encoder or image_encoder()
    atmosphere = measure(image)
    plain = atmosphere.texture < PLAIN_TEXTURE and atmosphere.contrast < PLAIN_CONTRAST
    # An even surface makes the classifier dream; only its colour is worth anything.
    if isinstance(encoder, JointImageEncoder):
        seen = see_beside_words(image, encoder)
    else:
        seen = see_classes(image, encoder, attention or default_attention())
    if plain:
        problems.append(Problem("photo_plain"))
    placeless = seen.placeless
    if placeless > NOT_A_PLACE and not plain:
        named = {"seen": seen.kind["en"], "seen_zh": seen.kind["zh"]}
        problems.append(Problem("photo_not_a_place", named))
    concepts = {} if plain else dict(seen.concepts)
    share = 1.0 - 0.7 * placeless
    concepts = {concept: weight * share for concept, weight in concepts.items()}
    for concept, weight in atmosphere_concepts(atmosphere).items():
        weight *= (0.5 if plain else 1.0) * share
        concepts[concept] = 1 - (1 - concepts.get(concept, 0.0)) * (1 - weight)
    kept = sorted(concepts.items(), key=lambda item: -item[1])[:KEPT_CONCEPTS]
    return Sight(
        {concept: weight for concept, weight in kept if weight >= LEAST_WEIGHT},
        seen.shown, atmosphere, 0.0 if plain else placeless, tuple(problems),
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
