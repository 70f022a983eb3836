"""How like one another the tracks of a catalogue are, corrected for tracks that are near to all.

Some tracks would be among the nearest of nearly every song (hubs). A likeness therefore counts by
how far it stands out for both sides: mutual proximity after Schnitzer, Flexer, Schedl and Widmer
(Journal of Machine Learning Research 13, 2012), with normal distributions whose means and spreads
follow from the catalogue's mean vector and covariance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from matching.index.exact import dot_rows
from matching.index.snapshot import Rows, Snapshot
from matching.profile.similarity import WEIGHTS, SimilaritySpace, Sounds, Vectors, Weights

Values = NDArray[np.float64]

_CHUNK = 16_384
_FLOOR = 1e-6


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

        About one half for strangers, 1 for a track and itself.
        """
        unit = vector / max(float(np.linalg.norm(vector)), _FLOOR)
        cosines = dot_rows(self.vectors, rows, unit.astype(np.float32))
        usual, spread = usual_of(unit[None, :], self.mean, self.covariance)
        for_it = ndtr((cosines - usual[0]) / spread[0])
        for_them = ndtr((cosines - self.usual[rows]) / self.usual_spread[rows])
        return np.sqrt(for_it * for_them).astype(np.float64)

    def sound(self, rows: Rows) -> Vectors:
        """(r, e) unit vectors of how these tracks sound, whatever their pace, key or energy.

        A list is varied in these: what a brief asked for may be the same in all of its tracks.
        """
        blocks = self.space.blocks()
        heard = self.vectors[rows, : blocks["spread"].stop]
        length = np.linalg.norm(heard, axis=1, keepdims=True)
        return np.asarray(heard / np.maximum(length, _FLOOR), dtype=np.float32)

    def among(self) -> Values:
        """(n, n) likeness of every pair, for benches and small catalogues."""
        every = np.arange(len(self.vectors), dtype=np.int64)
        return np.stack([self.to(vector, every) for vector in self.vectors])


def sounds_of(snapshot: Snapshot) -> Sounds:
    """What is compared of every track of a snapshot."""
    return Sounds(snapshot.style, snapshot.spread, snapshot.facets)


def usual_of(vectors: Vectors, mean: Vectors, covariance: Vectors) -> tuple[Vectors, Vectors]:
    """Mean and standard deviation of each vector's cosines with a catalogue, (n,) each."""
    usual = vectors @ mean
    variance = np.maximum(np.einsum("ij,ij->i", vectors @ covariance, vectors), 0.0)
    return usual, np.maximum(np.sqrt(variance), np.float32(_FLOOR))
