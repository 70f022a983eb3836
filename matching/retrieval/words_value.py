"""How well a track's sound meets words that point into the space of sounds, as a value in 0..1."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from matching.index.exact import dot_rows
from matching.index.snapshot import Rows, Snapshot
from matching.retrieval.calibration import Calibrated
from matching.retrieval.query import Component

#: Key of the component. Its vector is ``style`` (s,), a unit vector seen from the mean of texts.
WORDS_KEY = "style:words"
_SAMPLE = 20_000
_means: WeakKeyDictionary[Snapshot, NDArray[np.float32]] = WeakKeyDictionary()


def words_value(catalogue: Calibrated, component: Component, rows: Rows) -> NDArray[np.float64]:
    """Centred cosine of each row with the words, as far as it stands out in the catalogue, (r,).

    One half for every track where another audio model made the vector.
    """
    snapshot, vector = catalogue.snapshot, component.vectors["style"]
    if vector.shape != (snapshot.style.shape[1],) or not len(snapshot):
        return np.full(len(rows), 0.5)
    usual = _cosines(snapshot, vector, _sample(len(snapshot)))
    spread = max(float(usual.std()), 1e-6)
    standing = (_cosines(snapshot, vector, rows) - float(usual.mean())) / spread
    return np.asarray(1.0 / (1.0 + np.exp(-component.direction * np.clip(standing, -8, 8))))


def centred_cosines(
    style: NDArray[np.floating], mean: NDArray[np.float32], vectors: NDArray[np.float32]
) -> NDArray[np.float64]:
    """(n, m) cosines of styles (n, s), seen from their ``mean`` (s,), with unit vectors (m, s)."""
    moved = np.asarray(style, dtype=np.float64) - mean
    length = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return np.asarray((moved / length) @ vectors.T)


def _cosines(snapshot: Snapshot, vector: NDArray[np.float32], rows: Rows) -> NDArray[np.float64]:
    mean = _mean(snapshot)
    along = dot_rows(snapshot.style, rows, vector).astype(np.float64) - float(mean @ vector)
    # Styles are unit vectors, so the length of style − mean follows from their product.
    beside = dot_rows(snapshot.style, rows, mean).astype(np.float64)
    length = np.sqrt(np.maximum(1.0 - 2.0 * beside + float(mean @ mean), 1e-9))
    return np.asarray(along / length)


def _mean(snapshot: Snapshot) -> NDArray[np.float32]:
    found = _means.get(snapshot)
    if found is None:
        rows = _sample(len(snapshot))
        found = np.asarray(snapshot.style[rows], dtype=np.float32).mean(axis=0)
        _means[snapshot] = found
    return found


def _sample(count: int) -> Rows:
    if count <= _SAMPLE:
        return np.arange(count, dtype=np.int64)
    return np.sort(np.random.default_rng(count).choice(count, _SAMPLE, replace=False))
