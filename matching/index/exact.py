"""Exact inner products with some rows of a matrix."""

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

_faiss: Any = faiss

Rows = NDArray[np.int64]


def dot_rows(
    matrix: NDArray[np.float32], rows: Rows, vector: NDArray[np.float32]
) -> NDArray[np.float32]:
    """``matrix[rows] @ vector`` without copying the rows, (len(rows),).

    Equal rows give equal values wherever they lie, which a matrix product does not promise.
    matrix: (n, d) contiguous; vector (d,).
    """
    if matrix.ndim != 2 or vector.shape != matrix.shape[1:]:
        raise ValueError(f"a vector of {vector.shape} does not fit rows of {matrix.shape[1:]}")
    found = np.empty(len(rows), dtype=np.float32)
    if not len(rows):
        return found
    rows = np.ascontiguousarray(rows, dtype=np.int64)
    if int(rows.min()) < 0 or int(rows.max()) >= len(matrix):
        raise IndexError("a row is not in the matrix")
    matrix = np.ascontiguousarray(matrix, dtype=np.float32)
    vector = np.ascontiguousarray(vector, dtype=np.float32)
    _faiss.fvec_inner_products_by_idx(
        _faiss.swig_ptr(found), _faiss.swig_ptr(vector), _faiss.swig_ptr(matrix),
        _faiss.swig_ptr(rows), matrix.shape[1], 1, len(rows),
    )  # fmt: skip
    return found
