"""Very many made-up styles that lie as real ones do: in genres, in albums, along the same axes.

Mean and principal axes come from real profiles. Few profiles show only the strongest axes, so the
variance along the others goes on by the power law of those seen. A track is drawn in three steps,
its genre's centre, its album's, its own: half, three and two tenths of the variance. Genres differ
in size as 1, 2^-0.7, 3^-0.7, …; an album has ten tracks on average.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.synthetic import synthetic_catalogue

Floats = NDArray[np.float32]

CHUNK = 20_000
_GENRE, _ALBUM, _OWN = np.sqrt([0.5, 0.3, 0.2]).astype(np.float32)
_ALBUM_SIZE = 10
_GENRE_DECAY = 0.7
_SEEN_TWICE = 2  # an axis counts as seen where there are twice as many profiles


@dataclass(frozen=True, eq=False)
class Shape:
    """mean (d,), axes (d, d) one per row, spread (d,) standard deviations along them."""

    mean: Floats
    axes: Floats
    spread: Floats

    @classmethod
    def fit(cls, real: Floats) -> "Shape":
        """Of real unit vectors (m, d), m ≥ 12."""
        count, width = real.shape
        mean = real.mean(axis=0)
        _, lengths, axes = np.linalg.svd(real - mean, full_matrices=True)
        variance = np.zeros(width)
        variance[: len(lengths)] = np.square(lengths) / count
        seen = min(count // _SEEN_TWICE, width)
        known = np.arange(2, seen)
        slope, start = np.polyfit(np.log(known + 1.0), np.log(variance[known] + 1e-12), 1)
        law = np.exp(start + min(slope, 0.0) * np.log(np.arange(width) + 1.0))
        variance[seen:] = law[seen:]
        spread = np.sqrt(variance).astype(np.float32)
        return cls(mean.astype(np.float32), axes.astype(np.float32), spread)


class Clusters:
    """Draws tracks of one catalogue; the same seed and size give the same tracks."""

    def __init__(self, shape: Shape, size: int, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.size, self._shape, self._seed = size, shape, seed
        width = len(shape.mean)
        genres = max(20, round(np.sqrt(size) / 4))
        albums = max(genres, size // _ALBUM_SIZE)
        share = np.arange(1, genres + 1) ** -_GENRE_DECAY
        centres = random.standard_normal((genres, width), dtype=np.float32) * _GENRE
        self._genre_of = random.choice(genres, albums, p=share / share.sum())
        self._albums = random.standard_normal((albums, width), dtype=np.float32) * _ALBUM
        self._albums += centres[self._genre_of]
        self._album_of = random.integers(0, albums, size)

    @property
    def genre(self) -> NDArray[np.int64]:
        """(size,) the genre of every track, 0 = the largest."""
        return np.asarray(self._genre_of[self._album_of], dtype=np.int64)

    def styles(self, start: int, count: int) -> Floats:
        """(count, d) unit vectors of the tracks from ``start`` on."""
        shape = self._shape
        random = np.random.default_rng([self._seed, start])
        drawn = random.standard_normal((count, len(shape.mean)), dtype=np.float32) * _OWN
        drawn += self._albums[self._album_of[start : start + count]]
        vectors = shape.mean + (drawn * shape.spread) @ shape.axes
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def chunks(self) -> Iterator[dict[str, NDArray[Any]]]:
        """All columns of a snapshot, ids 10, 20, 30, …, in chunks."""
        for start in range(0, self.size, CHUNK):
            count = min(CHUNK, self.size - start)
            rest = synthetic_catalogue(count, seed=self._seed + start).columns
            style = self.styles(start, count)
            ends = style.astype(np.float16)
            yield {
                **rest,
                "ids": rest["ids"] + 10 * start,
                "style": style,
                "spread": np.zeros_like(ends),
                "intro": ends,
                "outro": ends,
            }
