"""A scan over memory-mapped codes with FAISS: which allowed rows may be among the nearest.

FAISS compares signed bytes with AVX-512 or AVX2, either all codes of the allowed rows side by side
or all codes but those that a bitmap forbids, so the cost does not depend on where the allowed rows
lie. Its index is laid over the mapped file: nothing is read into the memory of a process, and all
processes share the pages.
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

#: Up to this share of all rows, copying their codes side by side is quicker than skipping the rest.
_GATHERED = 0.3


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
        start = RESERVED - len(_header(quantiser.width, count))
        index = _laid_over(mapped[start:], quantiser.width, count)
        return cls(index, mapped, quantiser)

    def propose(
        self, vector: NDArray[np.float32], rows: Rows, count: int
    ) -> tuple[Rows, NDArray[np.float32]]:
        """Some ``count`` of ``rows`` (ascending) with the greatest inner products with ``vector``.

        Returns rows and estimates of their inner products, best estimate first.
        """
        whole, scale, offset = self.quantiser.asked(vector)
        index, parameters, gathered = self._index, None, None
        if len(rows) <= _GATHERED * index.ntotal:
            gathered, index = self._gathered(rows)
        elif len(rows) < index.ntotal:
            mask = np.zeros(index.ntotal, dtype=bool)
            mask[rows] = True
            bits = np.packbits(mask, bitorder="little")
            parameters = _faiss.SearchParameters(sel=_faiss.IDSelectorBitmap(bits))
        dots, found = index.search(whole[None, :], min(count, len(rows)), params=parameters)
        places = found[0][found[0] >= 0].astype(np.int64)
        estimates = dots[0][found[0] >= 0] * scale + offset
        return (places if gathered is None else rows[places]), estimates

    def _gathered(self, rows: Rows) -> tuple[NDArray[np.uint8], Any]:
        """The codes of these rows side by side, and an index over them."""
        width = self.quantiser.width
        head = len(_header(width, len(rows)))
        side_by_side = np.empty(head + len(rows) * width, dtype=np.uint8)
        codes = self._mapped[RESERVED:].reshape(-1, width)
        into = side_by_side[head:].reshape(-1, width)
        np.take(codes, rows, axis=0, out=into, mode="clip")  # the mode that needs no buffer
        return side_by_side, _laid_over(side_by_side, width, len(rows))


def _laid_over(memory: NDArray[np.uint8], width: int, count: int) -> Any:
    """FAISS's index over memory with room for a header and then ``count`` codes.

    The memory must outlive the index. Raises SnapshotProblem when FAISS reads it otherwise.
    """
    header = _header(width, count)
    memory[: len(header)] = header
    reader = _faiss.ZeroCopyIOReader(_faiss.swig_ptr(memory), len(memory))
    index = _faiss.read_index(reader)
    if index.ntotal != count or index.codes.size() != count * width:
        raise SnapshotProblem(f"FAISS reads {count} codes as {index.ntotal}")
    return index


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
