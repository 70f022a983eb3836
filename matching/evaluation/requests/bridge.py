"""The naive way, to compare with: text encoder, nearest names of the tagger's tags, their odds.

No pool, no facets, no negation: a text is as near to each of the 100 tag names as the encoder says
(vectors centred over the names, softmax), and a track scores by the standardised log-odds of the
tags. The temperature is the best of the grid on the requests to tune on, in favour of this way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import TextEncoder
from matching.encoders.musicnn_tags import TAGS
from matching.semantics.pool import tag_name

Floats = NDArray[np.float64]
TEMPERATURES = (0.01, 0.02, 0.05, 0.1)


def closeness(texts: Sequence[str], language: str, encoder: TextEncoder) -> Floats:
    """(len(texts), 100) how near each text is to the names of the tags in ``language``."""
    names = np.asarray(encoder.encode([tag_name(tag, language) for tag in TAGS]), dtype=np.float64)
    said = np.asarray(encoder.encode(list(texts)), dtype=np.float64)
    return np.asarray(said @ _unit(names - names.mean(axis=0)).T)


def bridge_scores(near: Floats, odds: Floats, temperature: float) -> Floats:
    """(texts, n) scores from ``closeness`` (texts, 100) and ``standard_odds`` (n, 100)."""
    weights = np.exp((near - near.max(axis=1, keepdims=True)) / temperature)
    weights /= weights.sum(axis=1, keepdims=True)
    return np.asarray(weights @ odds.T)


def standard_odds(tags: NDArray[np.float32]) -> Floats:
    """(n, 100) log-odds of tag probabilities, each tag with mean 0 and deviation 1."""
    clipped = np.clip(np.asarray(tags, dtype=np.float64), 1e-6, 1 - 1e-6)
    odds = np.log(clipped / (1 - clipped))
    return np.asarray((odds - odds.mean(axis=0)) / np.maximum(odds.std(axis=0), 1e-9))


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))
