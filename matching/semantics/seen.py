"""What an image model sees in a photo, as concepts of the pool: by classes, or beside words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image

from matching.encoders.base import FloatArray, ImageEncoder, JointImageEncoder
from matching.semantics.attention import Attention, attend
from matching.semantics.photo_rules import photo_rules
from matching.semantics.picture_attention import picture_attention
from matching.semantics.placeless import placeless
from matching.semantics.pool import pool
from matching.semantics.words import trust

# A class with odds of a fifth is about as sure as the model gets in a furnished room.
SURE_ODDS = 0.2
# One object is no proof of a venue or an occasion (a laptop stands in bedrooms too): what speaks
# for these adds up, each class by its odds, and must reach this to count in full.
SURE_OF_PLACE = 0.3
GUESSED_FAMILIES = ("places", "occasions")
UNNAMED_SHARE = 0.35  # classes known only by their name, through the text encoder
UNNAMED_ODDS = 0.1
_SHOWN = 5
# From these odds of a thing or creature on it is said which kind; else only that it is no place.
SURE_KIND = 0.4
_ANY_KIND = {"en": "a thing, a person or a page", "zh": "物件、人物或文字图片"}
# Nearness at which a photo is as likely about nothing, in the deviations of picture_attention.
_PICTURE_DOUBT = 2.2


@dataclass(frozen=True)
class Seen:
    """Concepts 0..1, what was seen with its odds, and the odds 0..1 that it is no place.

    ``kind`` says what it shows instead of a place, by language.
    """

    concepts: Mapping[str, float]
    shown: tuple[tuple[str, float], ...]
    placeless: float
    kind: Mapping[str, str]


@cache
def _class_attention(attention: Attention, names: tuple[str, ...]) -> FloatArray:
    """(n_classes, n_concepts) attention of class names over the pool, weak where unsure."""
    near = attention.closeness(names, ["en"] * len(names))
    sure = np.array([trust(float(row.max())) for row in near], dtype=np.float32)
    return attend(near) * sure[:, None]


def see_classes(image: Image.Image, encoder: ImageEncoder, attention: Attention) -> Seen:
    """By the classes of the image model, and rules on what each tells of a place."""
    odds, features = encoder.look(image)
    rules = photo_rules()
    strength: dict[str, float] = {}
    top = [int(i) for i in np.argsort(-odds)[:12] if odds[i] >= 0.02]
    unnamed = [
        i
        for i in top
        if odds[i] >= UNNAMED_ODDS and i not in rules.classes and i not in rules.not_a_place
    ]
    for i in top:
        for concept, weight in rules.classes.get(i, {}).items():
            before = strength.get(concept, 0.0)
            if pool().concepts[concept].family in GUESSED_FAMILIES:
                gain = weight * float(odds[i]) / SURE_OF_PLACE
                strength[concept] = min(1.0, before + gain)
            else:
                gain = weight * min(1.0, float(odds[i]) / SURE_ODDS)
                strength[concept] = 1 - (1 - before) * (1 - gain)
    if unnamed:
        rows = _class_attention(attention, tuple(encoder.classes[i] for i in unnamed))
        for i, row in zip(unnamed, rows, strict=True):
            for position in np.argsort(-row)[:2]:
                gain = UNNAMED_SHARE * float(row[position]) * min(1.0, float(odds[i]) / SURE_ODDS)
                concept = attention.ids[int(position)]
                strength[concept] = 1 - (1 - strength.get(concept, 0.0)) * (1 - gain)
    best = [int(i) for i in np.argsort(-odds)[:_SHOWN]]
    kinds = rules.not_a_place
    of_kinds = float(sum(odds[i] for i in kinds))
    return Seen(
        concepts=strength,
        shown=tuple((encoder.classes[i], round(float(odds[i]), 3)) for i in best),
        placeless=max(of_kinds, placeless(features)),
        kind=kinds[max(kinds, key=lambda i: float(odds[i]))] if of_kinds > SURE_KIND else _ANY_KIND,
    )


def see_beside_words(image: Image.Image, encoder: JointImageEncoder) -> Seen:
    """By how near the photo is to the pool's English texts, in the model's own space."""
    attention = picture_attention(encoder.words)
    near, other, kind = attention.closeness(encoder.features(image))
    weights = attend(near) * trust(float(near.max()), _PICTURE_DOUBT)
    best = [int(i) for i in np.argsort(-weights)[:_SHOWN]]
    return Seen(
        # The strongest concept of a photo that is clearly about one counts in full.
        concepts={
            attention.ids[i]: float(
                min(1.0, weights[i] / SURE_ODDS * trust(float(near[i]), _PICTURE_DOUBT))
            )
            for i in np.argsort(-weights)[:12]
            if weights[i] >= 0.02
        },
        shown=tuple((attention.names[i], round(float(weights[i]), 3)) for i in best),
        placeless=float(1 / (1 + np.exp(-(other - float(near.max())) / 0.5))),
        kind=kind,
    )
