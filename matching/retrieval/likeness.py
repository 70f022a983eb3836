"""How like one another the tracks of a catalogue are, corrected for tracks that are near to all.

Some tracks would be among the nearest of nearly every song (hubs). A likeness therefore counts by
how far it stands out for both sides: mutual proximity after Schnitzer, Flexer, Schedl and Widmer
(Journal of Machine Learning Research 13, 2012), with normal distributions whose means and spreads
follow from the catalogue's mean vector and covariance.

A song is asked for together with the tracks nearest to it (query expansion, Chum and others, ICCV
2007), which count as much as the song itself: what they share is what is typical of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from matching.index.exact import dot_rows
from matching.index.snapshot import Rows, Snapshot
from matching.profile.similarity import WEIGHTS, SimilaritySpace, Sounds, Vectors, Weights

Values = NDArray[np.float64]

_CHUNK = 16_384
_FLOOR = 1e-6
#: So many nearest tracks are asked for too; nearer than this they are the song itself.
COMPANIONS, ITSELF = 5, 0.999
_REMEMBERED = 256


@dataclass(frozen=True, eq=False)
class Likeness:
    """The similarity vectors of a snapshot of n tracks.

    vectors: (n, d) float32. mean (d,) and covariance (d, d) of them all. usual, usual_spread: (n,)
    float32, the mean and standard deviation of each track's cosines with the whole catalogue.
    """

    space: SimilaritySpace
    vectors: Vectors
    mean: Vectors
    covariance: Vectors
    usual: Vectors
    usual_spread: Vectors
    _asked: dict[bytes, Vectors] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, sounds: Sounds, *, weights: Weights = WEIGHTS) -> Likeness:
        """The likeness among these sounds."""
        return cls.within(SimilaritySpace.fit(sounds, weights=weights), sounds)

    @classmethod
    def within(cls, space: SimilaritySpace, sounds: Sounds) -> Likeness:
        """The likeness among these sounds in a space that was fitted already."""
        vectors = np.empty((len(sounds), space.dimension), dtype=np.float32)
        for start in range(0, len(sounds), _CHUNK):
            part = slice(start, start + _CHUNK)
            vectors[part] = space.vectors(sounds.part(part))
        count = max(len(sounds), 1)
        mean = (vectors.sum(axis=0, dtype=np.float64) / count).astype(np.float32)
        covariance = (vectors.T @ vectors / count - np.outer(mean, mean)).astype(np.float32)
        usual, spread = usual_of(vectors, mean, covariance)
        return cls(space, vectors, mean, covariance, usual, spread)

    def to(self, vector: Vectors, rows: Rows) -> Values:
        """(r,) in 0..1: how much likeness to ``vector`` (d,) stands out for it and for each row.

        About one half for strangers, nearly 1 for a track and itself.
        """
        return self._mutual(self._expanded(vector), rows)

    def _mutual(self, unit: Vectors, rows: Rows) -> Values:
        cosines = dot_rows(self.vectors, rows, unit)
        usual, spread = usual_of(unit[None, :], self.mean, self.covariance)
        for_it = ndtr((cosines - usual[0]) / spread[0])
        for_them = ndtr((cosines - self.usual[rows]) / self.usual_spread[rows])
        return np.sqrt(for_it * for_them).astype(np.float64)

    def _expanded(self, vector: Vectors) -> Vectors:
        """The direction of a song and of the tracks nearest to it in the whole catalogue.

        It does not depend on which tracks are allowed, and is remembered: every round asks again.
        """
        own = _unit(vector)
        known = self._asked.get(own.tobytes())
        if known is not None or not len(self.vectors):
            return own if known is None else known
        near = self._mutual(own, np.arange(len(self.vectors), dtype=np.int64))
        wanted = min(2 * COMPANIONS, len(near))
        first = np.sort(np.argpartition(-near, wanted - 1)[:wanted])
        first = first[np.argsort(-near[first], kind="stable")]
        first = first[self.vectors[first] @ own < ITSELF][:COMPANIONS]
        weight = near[first, None] / max(float(near[first].sum()), _FLOOR)
        found = _unit(own + (weight * self.vectors[first]).sum(axis=0))
        if len(self._asked) >= _REMEMBERED:
            self._asked.clear()
        self._asked[own.tobytes()] = found
        return found

    def sound(self, rows: Rows) -> Vectors:
        """(r, e) unit vectors of how these tracks sound, whatever their pace, key or energy.

        A list is varied in these: what a brief asked for may be the same in all of its tracks.
        """
        blocks = self.space.blocks()
        heard = self.vectors[rows, : blocks["timbre"].stop]
        length = np.linalg.norm(heard, axis=1, keepdims=True)
        return np.asarray(heard / np.maximum(length, _FLOOR), dtype=np.float32)

    def among(self) -> Values:
        """(n, n) likeness of every pair, for benches and small catalogues."""
        every = np.arange(len(self.vectors), dtype=np.int64)
        return np.stack([self.to(vector, every) for vector in self.vectors])


def sounds_of(snapshot: Snapshot) -> Sounds:
    """What is compared of every track of a snapshot."""
    return Sounds(snapshot.style, snapshot.spread, snapshot.facets, snapshot.timbre)


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), _FLOOR), dtype=np.float32)


def usual_of(vectors: Vectors, mean: Vectors, covariance: Vectors) -> tuple[Vectors, Vectors]:
    """Mean and standard deviation of each vector's cosines with a catalogue, (n,) each."""
    usual = vectors @ mean
    variance = np.maximum(np.einsum("ij,ij->i", vectors @ covariance, vectors), 0.0)
    return usual, np.maximum(np.sqrt(variance), np.float32(_FLOOR))
