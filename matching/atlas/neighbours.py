"""The nearest neighbours of many tracks at once, for laying out a map and placing new tracks."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

_faiss: Any = faiss
#: So many are compared with each other one by one; of more, those of the nearest cells.
_EXACT = 20_000
_CELLS_ASKED = 12
_TRAINED_ON = 30_000


def nearest_of(
    asked: Vectors, among: Vectors, count: int, *, threads: int = 1
) -> tuple[Rows, Vectors]:
    """The ``count`` rows of ``among`` most alike to each of ``asked``, and their cosines.

    asked (m, d), among (n, d): unit vectors; both answers are (m, min(count, n)), best first. Above
    20,000 rows neighbours across the borders of cells may be missed. The same input gives the same
    answer.
    """
    count = min(count, len(among))
    if not len(asked) or not count:
        return np.empty((len(asked), count), np.int64), np.empty((len(asked), count), np.float32)
    before = _faiss.omp_get_max_threads()
    _faiss.omp_set_num_threads(threads)
    try:
        cosines, rows = _index(np.ascontiguousarray(among)).search(
            np.ascontiguousarray(asked), count
        )
    finally:
        _faiss.omp_set_num_threads(before)
    # Where the cells asked hold too few, the last one found stands for the missing ones.
    for column in range(1, count):
        missing = rows[:, column] < 0
        rows[missing, column] = rows[missing, column - 1]
        cosines[missing, column] = cosines[missing, column - 1]
    return rows, cosines


def _index(vectors: Vectors) -> Any:
    width = vectors.shape[1]
    if len(vectors) <= _EXACT:
        index = _faiss.IndexFlatIP(width)
    else:
        cells = int(np.sqrt(len(vectors)))
        index = _faiss.index_factory(width, f"IVF{cells},Flat", _faiss.METRIC_INNER_PRODUCT)
        step = max(1, len(vectors) // _TRAINED_ON)
        index.train(np.ascontiguousarray(vectors[::step]))
        index.nprobe = _CELLS_ASKED
    index.add(vectors)
    return index
