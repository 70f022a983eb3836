"""Likeness within a small catalogue for many weights at once, as products of its parts.

What ``matching.retrieval.likeness`` computes from vectors depends on their inner products only, so
the products of each part are made once and every combination of weights is a sum of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
from scipy.special import ndtr

from matching.evaluation.neighbours import Matrix
from matching.profile.similarity import COMPARED_FACETS, SimilaritySpace, Sounds, Weights
from matching.retrieval.likeness import COMPANIONS, ITSELF

_FLOOR = 1e-6


def grams(own: Sounds) -> dict[str, Matrix]:
    """(n, n) inner products of each part of the similarity vectors, by the name of its weight."""
    space = SimilaritySpace.fit(own, weights=Weights(1.0, 1.0, 1.0, 1.0, 1.0))
    vectors, blocks = space.vectors(own).astype(np.float64), space.blocks()
    # Vectors are brought to length one as a whole; by how much, their style tells.
    length = np.maximum(np.linalg.norm(vectors[:, blocks["style"]], axis=1, keepdims=True), _FLOOR)
    facets = slice(blocks[COMPARED_FACETS[0]].start, blocks[COMPARED_FACETS[-1]].stop)
    parts = {name: blocks[name] for name in ("style", "spread", "timbre")}
    parts |= {"facets": facets, "tempo": blocks["tempo_bpm"]}
    whole = vectors / length
    return {name: whole[:, part] @ whole[:, part].T for name, part in parts.items()}


def among(parts: Mapping[str, Matrix], weights: Weights) -> Matrix:
    """(n, n) what ``Likeness.of(sounds, weights=weights).among()`` gives."""
    total = np.asarray(sum(weight * parts[name] for name, weight in asdict(weights).items()))
    length = np.sqrt(np.maximum(np.diag(total), _FLOOR))
    cosines = total / length[:, None] / length
    usual, spread = cosines.mean(axis=1), np.maximum(cosines.std(axis=1), _FLOOR)
    near = _mutual(cosines, usual, spread)
    others = np.where(cosines < ITSELF, near, -1.0)
    places = np.argpartition(-others, COMPANIONS - 1, axis=1)[:, :COMPANIONS]
    trust = np.take_along_axis(np.maximum(others, 0.0), places, axis=1)
    trust /= np.maximum(trust.sum(axis=1, keepdims=True), _FLOOR)
    mix = np.eye(len(cosines))
    np.put_along_axis(mix, places, np.take_along_axis(mix, places, axis=1) + trust, axis=1)
    asked = mix @ cosines
    asked /= np.sqrt(np.einsum("ij,ij->i", asked, mix))[:, None]
    return _mutual(asked, usual, spread)


def _mutual(cosines: Matrix, usual: Matrix, spread: Matrix) -> Matrix:
    own_usual = cosines.mean(axis=1, keepdims=True)
    own_spread = np.maximum(cosines.std(axis=1, keepdims=True), _FLOOR)
    for_it = ndtr((cosines - own_usual) / own_spread)
    return np.asarray(np.sqrt(for_it * ndtr((cosines - usual) / spread)))
