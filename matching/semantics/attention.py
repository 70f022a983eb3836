"""Soft attention of a text over the pool, in the vector space of the text encoder.

The vectors of small multilingual encoders crowd in one cone, one cone per language: unrelated
phrases have a mean cosine of 0.79. So each language is centred on its own mean, its first direction
(little more than the length of a text) is taken out (Mu and Viswanath, ICLR 2018), and everything
is judged against how near it is to everything (hubness; cf. local scaling, Schnitzer et al., JMLR
2012) before a softmax with a calibrated temperature. Nearness to a concept is that to its nearest
text, mixed with that to the middle of its texts.
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
TEMPERATURE = 0.25
OTHER_LANGUAGE_SHARE = 0.4
MIDDLE_SHARE = 0.35


def _unit(vectors: FloatArray) -> FloatArray:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)


@dataclass(frozen=True)
class _Side:
    """The pool in one language: t texts, n concepts."""

    mean: FloatArray  # (d,)
    common: FloatArray  # (d,) unit: the direction that tells nothing
    vectors: FloatArray  # (t, d) centred unit vectors
    owner: np.ndarray  # (t,) position of the concept each text belongs to, ascending
    text_hub: tuple[FloatArray, FloatArray]  # (t,) mean and spread of nearness to foreign texts
    middles: FloatArray  # (n, d) unit
    middle_hub: tuple[FloatArray, FloatArray]  # (n,) the same

    def placed(self, vector: FloatArray, mean: FloatArray) -> FloatArray:
        """(d,) unit vector of a text whose language has this mean."""
        return _unit(_without(vector - mean, self.common))

    def closeness(self, placed: FloatArray) -> FloatArray:
        """(n,) in standard deviations above an unrelated text."""
        texts = (self.vectors @ placed - self.text_hub[0]) / self.text_hub[1]
        starts = np.searchsorted(self.owner, np.arange(len(self.middles)))
        nearest = np.maximum.reduceat(texts, starts)
        middle = (self.middles @ placed - self.middle_hub[0]) / self.middle_hub[1]
        return np.asarray(MIDDLE_SHARE * middle + (1 - MIDDLE_SHARE) * nearest, dtype=np.float32)


def _without(vectors: FloatArray, direction: FloatArray) -> FloatArray:
    return np.asarray(vectors - np.outer(vectors @ direction, direction).reshape(vectors.shape))


def _hub(similar: FloatArray, foreign: np.ndarray) -> tuple[FloatArray, FloatArray]:
    """Mean and spread over the last axis, of what is foreign."""
    mean = np.mean(similar, axis=-1, where=foreign)
    spread = np.std(similar, axis=-1, where=foreign)
    return mean.astype(np.float32), np.maximum(spread, 1e-6).astype(np.float32)


def _side(raw: FloatArray, owner: np.ndarray) -> _Side:
    mean = raw.mean(axis=0)
    common = np.linalg.svd(raw - mean, full_matrices=False)[2][0].astype(np.float32)
    vectors = _unit(_without(raw - mean, common))
    count = int(owner.max()) + 1
    sums = np.zeros((count, raw.shape[1]), dtype=np.float32)
    np.add.at(sums, owner, vectors)
    middles = _unit(sums)
    return _Side(
        mean=mean,
        common=common,
        vectors=vectors,
        owner=owner,
        text_hub=_hub(vectors @ vectors.T, owner[:, None] != owner[None, :]),
        middles=middles,
        middle_hub=_hub(middles @ vectors.T, np.arange(count)[:, None] != owner[None, :]),
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

    def closeness(self, texts: Sequence[str], languages: Sequence[str | None]) -> FloatArray:
        """(n_texts, n_concepts) nearness in standard deviations above an unrelated text."""
        vectors = self._encoder.encode(list(texts))
        rows = np.zeros((len(texts), len(self.ids)), dtype=np.float32)
        english, chinese = self._sides["en"], self._sides["zh"]
        for row, (vector, language) in enumerate(zip(vectors, languages, strict=True)):
            own = self._sides.get(language or "")
            both = np.asarray((english.mean + chinese.mean) / 2, dtype=np.float32)
            mean = own.mean if own else both
            in_english = english.closeness(english.placed(vector, mean))
            in_chinese = chinese.closeness(chinese.placed(vector, mean))
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
