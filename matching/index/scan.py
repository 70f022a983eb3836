"""A scan over memory-mapped codes with FAISS: which allowed rows may be among the nearest.

FAISS compares signed bytes with AVX-512 or AVX2 and skips rows that a bitmap forbids, so the cost
does not depend on where the allowed rows lie. Its index is laid over the mapped file: nothing is
read into the memory of a process, and all processes share the pages.
"""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.index.columns import RESERVED, Kind, SnapshotProblem, column_path
from matching.index.quantiser import Quantiser

# Its type stubs lack the search parameters.
_faiss: Any = faiss

Rows = NDArray[np.int64]


class Scan:
    """The codes of one version's rows, searchable."""

    def __init__(self, index: Any, mapped: NDArray[np.uint8], quantiser: Quantiser) -> None:
        self.quantiser = quantiser
        self._index, self._mapped = index, mapped

    @classmethod
    def open(cls, folder: Path, name: str, quantiser: Quantiser, count: int) -> "Scan":
        """Lay an index over the code column ``name``. Raises SnapshotProblem if it cannot be."""
        kind = Kind("|u1", quantiser.width)
        size = RESERVED + count * kind.row_bytes
        path = column_path(folder, name)
        if path.stat().st_size < size:
            raise SnapshotProblem(f"{path} is shorter than its {count} rows")
        # A private mapping: the header goes into a copy of the reserved page, the rows are shared.
        mapped = np.asarray(np.memmap(path, dtype=np.uint8, mode="c", shape=(size,)))
        header = _header(quantiser.width, count)
        start = RESERVED - len(header)
        mapped[start:RESERVED] = header
        pointer = _faiss.swig_ptr(mapped[start:])
        index = _faiss.read_index(_faiss.ZeroCopyIOReader(pointer, size - start))
        if index.ntotal != count or index.codes.size() != count * kind.row_bytes:
            raise SnapshotProblem(f"{path}: FAISS reads it as {index.ntotal} rows, not {count}")
        return cls(index, mapped, quantiser)

    def propose(
        self, vector: NDArray[np.float32], rows: Rows, count: int
    ) -> tuple[Rows, NDArray[np.float32]]:
        """Some ``count`` of ``rows`` (ascending) with the greatest inner products with ``vector``.

        Returns rows and estimates of their inner products, best estimate first.
        """
        whole, scale, offset = self.quantiser.asked(vector)
        parameters = None
        if len(rows) < self._index.ntotal:
            mask = np.zeros(self._index.ntotal, dtype=bool)
            mask[rows] = True
            bits = np.packbits(mask, bitorder="little")
            parameters = _faiss.SearchParameters(sel=_faiss.IDSelectorBitmap(bits))
        dots, found = self._index.search(whole[None, :], min(count, len(rows)), params=parameters)
        there = found[0] >= 0
        return found[0][there].astype(np.int64), dots[0][there] * scale + offset


def _header(width: int, count: int) -> NDArray[np.uint8]:
    """The bytes before the codes in FAISS's file of an index of ``count`` rows."""
    quantiser = _faiss.ScalarQuantizer
    empty = _faiss.IndexScalarQuantizer(
        width, quantiser.QT_8bit_direct_signed, _faiss.METRIC_INNER_PRODUCT
    )
    header = np.array(_faiss.serialize_index(empty), dtype=np.uint8)
    # Magic word and width, 4 bytes each, then the number of rows; the size of the codes is last.
    header[8:16].view("<i8")[0] = count
    header[-8:].view("<i8")[0] = count * width
    return header
