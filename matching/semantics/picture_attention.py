"""Soft attention of a photo over the pool, where the image model has a text side of its own.

Pictures and texts of such models lie in two cones, so a cosine by itself says little: a photo is
compared with all texts at once, and each text's nearness counts by how far it stands out among them
(the texts centred on their mean, as for words).  English texts: most text sides know no Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matching.encoders.base import FloatArray, TextEncoder
from matching.semantics.photo_rules import photo_rules
from matching.semantics.pool import Pool, concept_name, pool
from matching.semantics.vectors import load_or_embed

BEST_PHRASES = 2


class PictureAttention:
    """Which concepts a photo is near to; made once per model and pool."""

    def __init__(self, pool: Pool, words: TextEncoder) -> None:
        """Embed the pool's English texts, or load them from the models folder."""
        self.ids: tuple[str, ...] = tuple(pool.concepts)
        self.names: tuple[str, ...] = tuple(concept_name(each, "en") for each in self.ids)
        texts, owner = [], []
        for position, concept in enumerate(pool.concepts.values()):
            for text in concept.texts("en"):
                texts.append(text)
                owner.append(position)
        kinds = {kind["en"]: kind for kind in photo_rules().not_a_place.values()}
        self._kinds: tuple[Mapping[str, str], ...] = tuple(kinds.values())
        raw = load_or_embed([*texts, *(f"a photo of {kind}" for kind in kinds)], words)
        self._vectors = raw - raw.mean(axis=0)
        self._owner = np.asarray(owner)

    def closeness(self, picture: FloatArray) -> tuple[FloatArray, float, Mapping[str, str]]:
        """How far the texts of each concept stand out for this picture (d,), in deviations.

        Returns ((n_concepts,), the same of the best thing that is no place, and its names).
        """
        similar = self._vectors @ picture
        standing = (similar - similar.mean()) / max(float(similar.std()), 1e-9)
        places, others = standing[: len(self._owner)], standing[len(self._owner) :]
        near = np.full(len(self.ids), -4.0, dtype=np.float32)
        for position in range(len(self.ids)):
            own = np.sort(places[self._owner == position])[::-1][:BEST_PHRASES]
            if len(own):
                near[position] = 0.7 * own[0] + 0.3 * own[1:].mean() if len(own) > 1 else own[0]
        best = int(np.argmax(others))
        return near, float(others[best]), self._kinds[best]


_made: dict[tuple[str, str], PictureAttention] = {}


def picture_attention(words: TextEncoder) -> PictureAttention:
    """The attention of this process for the text side of an image model."""
    key = (words.name, pool().digest)
    if key not in _made:
        _made[key] = PictureAttention(pool(), words)
    return _made[key]
