"""Soft attention of a text over the pool, in the vector space of the text encoder.

The vectors of small multilingual encoders crowd in one cone, one cone per language: unrelated
phrases have a mean cosine of 0.79. So each language is centred on its own mean, and each phrase of
the pool is judged against how near it is to everything (hubness; cf. local scaling, Schnitzer et
al., JMLR 2012) before a softmax with a calibrated temperature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.encoders.base import FloatArray, TextEncoder
from matching.semantics.concept import LANGUAGES
from matching.semantics.pool import Pool
from matching.semantics.vectors import load_or_embed

# Chosen on the `tune` half of the paraphrases (see docs/understanding.md).
TEMPERATURE = 0.3
OTHER_LANGUAGE_SHARE = 0.4
BEST_PHRASES = 2


def _unit(vectors: FloatArray) -> FloatArray:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)


@dataclass(frozen=True)
class _Side:
    """The pool's texts in one language."""

    mean: FloatArray  # (d,)
    vectors: FloatArray  # (n_texts, d) centred unit vectors
    owner: np.ndarray  # (n_texts,) position of the concept each text belongs to
    hub_mean: FloatArray  # (n_texts,) mean similarity to the texts of other concepts
    hub_spread: FloatArray  # (n_texts,)


def _side(raw: FloatArray, owner: np.ndarray) -> _Side:
    mean = raw.mean(axis=0)
    vectors = _unit(raw - mean)
    similar = vectors @ vectors.T
    foreign = owner[:, None] != owner[None, :]
    count = foreign.sum(axis=1)
    hub_mean = (similar * foreign).sum(axis=1) / count
    variance = (((similar - hub_mean[:, None]) ** 2) * foreign).sum(axis=1) / count
    return _Side(
        mean, vectors, owner, hub_mean.astype(np.float32), np.sqrt(variance).astype(np.float32)
    )


class Attention:
    """Which concepts a text is near to; made once per encoder and pool."""

    def __init__(self, pool: Pool, encoder: TextEncoder) -> None:
        """Embed the pool's texts, or load them from the models folder."""
        self.ids: tuple[str, ...] = tuple(pool.concepts)
        self._encoder = encoder
        self._sides: dict[str, _Side] = {}
        for language in LANGUAGES:
            texts, owner = [], []
            for position, concept in enumerate(pool.concepts.values()):
                for text in concept.texts(language):
                    texts.append(text)
                    owner.append(position)
            raw = load_or_embed(texts, encoder)
            self._sides[language] = _side(raw, np.asarray(owner))

    def _closeness(self, vector: FloatArray, mean: FloatArray, side: _Side) -> FloatArray:
        """(n_concepts,) standardised nearness of the best phrases of each concept."""
        similar = side.vectors @ _unit(vector - mean)
        standing = (similar - side.hub_mean) / side.hub_spread
        best = np.full((len(self.ids), BEST_PHRASES), -4.0, dtype=np.float32)
        for position in range(len(self.ids)):
            own = np.sort(standing[side.owner == position])[::-1][:BEST_PHRASES]
            best[position, : len(own)] = own
        return np.asarray(0.7 * best[:, 0] + 0.3 * best[:, 1:].mean(axis=1), dtype=np.float32)

    def closeness(self, texts: Sequence[str], languages: Sequence[str | None]) -> FloatArray:
        """(n_texts, n_concepts) nearness in standard deviations above an unrelated text."""
        vectors = self._encoder.encode(list(texts))
        rows = np.zeros((len(texts), len(self.ids)), dtype=np.float32)
        for row, (vector, language) in enumerate(zip(vectors, languages, strict=True)):
            english, chinese = self._sides["en"], self._sides["zh"]
            own = self._sides.get(language or "")
            both = np.asarray((english.mean + chinese.mean) / 2, dtype=np.float32)
            mean = own.mean if own else both
            in_english = self._closeness(vector, mean, english)
            in_chinese = self._closeness(vector, mean, chinese)
            if own is None:
                rows[row] = (in_english + in_chinese) / 2
            else:
                near, far = (in_english, in_chinese) if own is english else (in_chinese, in_english)
                rows[row] = (1 - OTHER_LANGUAGE_SHARE) * near + OTHER_LANGUAGE_SHARE * far
        return rows


def attend(closeness: FloatArray, temperature: float = TEMPERATURE) -> FloatArray:
    """Softmax over the last axis; sums to 1."""
    scaled = (closeness - closeness.max(axis=-1, keepdims=True)) / temperature
    weights = np.exp(scaled)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype=np.float32)
