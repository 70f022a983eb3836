"""An HNSW graph over styles (FAISS), asked only where very many tracks are allowed.

Malkov and Yashunin, 2016. A graph under a selective filter loses recall (0.55 at 1 % allowed), so
the snapshot searches small allowed sets exactly and never comes here for them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

# Its type stubs lack the search parameters.
_faiss: Any = faiss

GRAPH_FILE = "style.hnsw"

_NEIGHBOURS = 24
_BUILD_BREADTH = 80
_SEARCH_BREADTH = 256


@dataclass(frozen=True, eq=False)
class Graph:
    """A graph on disk that proposes candidates; the caller ranks them exactly."""

    index: Any

    @classmethod
    def build(cls, style: NDArray[np.float32], path: Path) -> None:
        """Build over ``style`` (n, 400) float32 unit vectors and write to ``path``."""
        index = faiss.IndexHNSWFlat(style.shape[1], _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = _BUILD_BREADTH
        index.add(np.ascontiguousarray(style, dtype=np.float32))
        faiss.write_index(index, str(path))

    @classmethod
    def open(cls, path: Path) -> "Graph":
        return cls(index=faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def propose(
        self, vector: NDArray[np.float32], rows: NDArray[np.int64], top: int, total: int
    ) -> NDArray[np.int64]:
        """At least ``top`` of ``rows`` near ``vector`` (400,), in no particular order."""
        wanted = max(2 * top, 64)
        parameters: Any = _faiss.SearchParametersHNSW(efSearch=max(_SEARCH_BREADTH, 2 * wanted))
        if len(rows) < total:
            mask = np.zeros(total, dtype=bool)
            mask[rows] = True
            bits = np.packbits(mask, bitorder="little")
            parameters.sel = _faiss.IDSelectorBitmap(bits)
        _, found = self.index.search(vector[None, :], min(wanted, len(rows)), params=parameters)
        near = found[0][found[0] >= 0].astype(np.int64)
        return near if len(near) >= top else rows
