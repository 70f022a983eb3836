"""Where the tracks of a catalogue lie on its map: t-SNE over the likeness the product matches by.

L. van der Maaten and G. Hinton, Visualizing data using t-SNE, JMLR 9 (2008), started from the
principal components or from the former map (D. Kobak and P. Berens, Nature Communications 10,
2019), with repulsion by interpolation (G. Linderman and others, Nature Methods 16, 2019) in
openTSNE (P. Poličar and others, Journal of Statistical Software 109, 2024).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matching.atlas.chart import Places
from matching.atlas.neighbours import Vectors, nearest_of

Progress = Callable[[float], None]

#: Of fewer tracks than this the two main directions keep as many neighbours.
_FEW = 25
_PERPLEXITY = 10.0
_EARLY, _LATE = 250, 500
_EXAGGERATION = 12.0
#: So much attraction would draw a small catalogue into one point.
_SMALL, _GENTLE = 300, 4.0
_STEP = 50
#: From here on repulsion is interpolated on a grid.
_MANY = 5_000
#: A start this small lets attraction decide; the pattern of the start stays.
_START = 1e-4
#: This share of the tracks lies within the unit circle.
_WITHIN = 99.0


def lay_out(
    vectors: Vectors,
    *,
    start: Places | None = None,
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> Places:
    """(n, 2) float32 places of (n, d) unit vectors; the same input and seed give the same places.

    start: (n, 2) where they lay before, as far as known; else their two main directions. The
    result is centred, and 99 in 100 tracks lie within the unit circle.
    """
    if len(vectors) < _FEW:
        return normalised(main_directions(vectors))
    from openTSNE import TSNEEmbedding  # brings scikit-learn, which only a worker needs
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    perplexity = min(_PERPLEXITY, (len(vectors) - 2) / 3)
    near = int(3 * perplexity)
    rows, cosines = nearest_of(vectors, vectors, near + 1)
    progress(0.2)
    rows, cosines = _others(rows, cosines)
    found = PrecomputedNeighbors(rows, np.sqrt(np.maximum(2 - 2 * cosines, 0.0)))
    affinities = PerplexityBasedNN(
        knn_index=found, perplexity=perplexity, n_jobs=1, random_state=seed
    )
    first = normalised(main_directions(vectors) if start is None else start)
    places = TSNEEmbedding(
        (first / max(float(first[:, 0].std()), 1e-9) * _START).astype(np.float64),
        affinities,
        n_jobs=1,
        random_state=seed,
        negative_gradient_method="fft" if len(vectors) > _MANY else "bh",
    )
    attraction = _GENTLE if len(vectors) < _SMALL else _EXAGGERATION
    for done in range(0, _EARLY + _LATE, _STEP):
        early = done < _EARLY
        places = places.optimize(
            _STEP,
            exaggeration=attraction if early else 1.0,
            momentum=0.5 if early else 0.8,
        )
        progress(0.2 + 0.8 * (done + _STEP) / (_EARLY + _LATE))
    return normalised(np.asarray(places, dtype=np.float32))


def main_directions(vectors: Vectors) -> Places:
    """(n, 2) coordinates along the two principal components; each sign is fixed."""
    places = np.zeros((len(vectors), 2), dtype=np.float32)
    if len(vectors) < 2:
        return places
    centred = np.asarray(vectors, dtype=np.float64) - vectors.mean(axis=0, dtype=np.float64)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, :2]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    places[:, : axes.shape[1]] = centred @ (axes * np.where(largest < 0, -1, 1))
    return places


def normalised(places: Places) -> Places:
    """The same picture, centred and of the same size as any other."""
    if not len(places):
        return np.asarray(places, dtype=np.float32)
    centred = places - np.median(places, axis=0)
    reach = float(np.percentile(np.linalg.norm(centred, axis=1), _WITHIN))
    return np.asarray(centred / (reach or 1.0), dtype=np.float32)


def _others(rows: NDArray[np.int64], cosines: Vectors) -> tuple[NDArray[np.int64], Vectors]:
    """Each row's neighbours without itself; where it was not found among them, without the last."""
    itself = rows == np.arange(len(rows))[:, None]
    itself[~itself.any(axis=1), -1] = True
    itself[np.cumsum(itself, axis=1) > 1] = False
    shape = (len(rows), rows.shape[1] - 1)
    return rows[~itself].reshape(shape), cosines[~itself].reshape(shape)
