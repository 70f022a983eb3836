"""Several photos of one place: what they agree on counts, an odd one out does not dominate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from matching.encoders.base import FloatArray
from matching.semantics.photos import KEPT_CONCEPTS, LEAST_WEIGHT, Sight, as_understanding, look
from matching.semantics.pool import pool
from matching.semantics.understanding import Problem, Understanding

ODD = 0.4  # a weight below this share of the median marks an odd one out


def concept_matrix(sights: Sequence[Sight]) -> FloatArray:
    """(n_photos, n_concepts) weights in the pool's order."""
    ids = list(pool().concepts)
    matrix = np.zeros((len(sights), len(ids)), dtype=np.float32)
    for row, sight in zip(matrix, sights, strict=True):
        for concept, weight in sight.concepts.items():
            row[ids.index(concept)] = weight
    return matrix


def _music(sight: Sight) -> FloatArray:
    """What a photo asks of the music, as a vector: photos of one place agree there first."""
    understanding = as_understanding(sight.concepts, (), "")
    values = [0.0] * 4
    for target in understanding.targets:
        scale = {"tempo_bpm": 160.0}.get(target.facet, 1.0)
        names = ("tempo_bpm", "energy", "acoustic", "brightness")
        if target.facet in names:
            neutral = 105.0 if target.facet == "tempo_bpm" else 0.5
            position = names.index(target.facet)
            values[position] = ((target.low + target.high) / 2 - neutral) / scale * target.weight
    return np.asarray(values, dtype=np.float32)


def agreement_weights(sights: Sequence[Sight]) -> FloatArray:
    """(n_photos,) weights that sum to 1; a photo unlike the others, or no place, counts less."""
    count = len(sights)
    shown = np.asarray([1.0 - 0.8 * sight.placeless for sight in sights], dtype=np.float32)
    if count < 3:
        return np.asarray(shown / shown.sum(), dtype=np.float32)
    concepts = concept_matrix(sights)
    norms = np.maximum(np.linalg.norm(concepts, axis=1, keepdims=True), 1e-6)
    same_things = (concepts / norms) @ (concepts / norms).T
    music = np.vstack([_music(sight) for sight in sights])
    apart = np.linalg.norm(music[:, None] - music[None, :], axis=2)
    closeness = 0.5 * same_things + 0.5 * np.exp(-apart / 0.15)
    np.fill_diagonal(closeness, np.nan)
    # The median over the others: one twin does not make an odd pair normal among five.
    weights = shown * np.maximum(np.nanmedian(closeness, axis=1), 0.02) ** 1.5
    return np.asarray(weights / weights.sum(), dtype=np.float32)


def fuse(sights: Sequence[Sight], weights: FloatArray | None = None) -> Understanding:
    """One understanding of one or more photos; raises ValueError for none.

    ``weights`` (n_photos,) sum to 1; without them photos count as they agree with each other.
    """
    if not sights:
        raise ValueError("fuse needs at least one photo.")
    weights = agreement_weights(sights) if weights is None else weights
    matrix = concept_matrix(sights)
    mean = weights @ matrix
    # A concept seen in one photo of five is a detail, not the place.
    spread = (matrix > LEAST_WEIGHT).T @ weights
    strength = mean * np.sqrt(spread)
    strength *= matrix.max(initial=0.0) / max(float(strength.max(initial=0.0)), 1e-6)
    ids = list(pool().concepts)
    best = np.argsort(-strength)[:KEPT_CONCEPTS]
    concepts = {ids[i]: float(strength[i]) for i in best if strength[i] >= LEAST_WEIGHT}
    problems = [problem for sight in sights for problem in sight.problems]
    median = float(np.median(weights))
    for number, weight in enumerate(weights, start=1):
        if len(sights) >= 3 and weight < ODD * median:
            problems.append(Problem("photo_odd_one_out", {"number": number}))
    seen = ", ".join(dict.fromkeys(sight.classes[0][0] for sight in sights))
    return as_understanding(concepts, tuple(problems), seen)


def understand_photos(photos: Sequence[Path | str | Image.Image]) -> Understanding:
    """Several photos of one place as one understanding; raises PhotoProblem for an unusable one."""
    return fuse([look(photo) for photo in photos])
