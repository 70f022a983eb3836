"""Columns on disk: one raw file each, which grows at its end and is mapped by every reader.

A file is a reserved page and then the rows, without any count: how many rows a version has is
written in its own description, so two versions can share a file of which the older one maps only
the first part.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

#: Bytes before the first row: a page, so that rows are aligned as memory is mapped.
RESERVED = 4096

Column = NDArray[Any]
Columns = Mapping[str, Column]


class SnapshotProblem(Exception):
    """A snapshot folder that is missing, incomplete, damaged or already there."""


@dataclass(frozen=True)
class Kind:
    """The type of a column's values and how many there are in a row; width None means scalars."""

    dtype: str
    width: int | None = None

    @property
    def row_bytes(self) -> int:
        return np.dtype(self.dtype).itemsize * (1 if self.width is None else self.width)

    @property
    def row_shape(self) -> tuple[int, ...]:
        return () if self.width is None else (self.width,)

    @classmethod
    def of(cls, column: Column, dtype: str) -> Self:
        """The kind that stores this column (n,) or (n, width) as ``dtype``."""
        if column.ndim > 2:
            raise SnapshotProblem(f"a column has {column.ndim} dimensions, not 1 or 2")
        return cls(dtype, None if column.ndim == 1 else int(column.shape[1]))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(str(data["dtype"]), None if data["width"] is None else int(data["width"]))

    def to_json(self) -> dict[str, Any]:
        return {"dtype": self.dtype, "width": self.width}


def column_path(folder: Path, name: str) -> Path:
    return folder / f"{name}.column"


def map_column(folder: Path, name: str, kind: Kind, count: int) -> Column:
    """The first ``count`` rows, memory-mapped. Raises SnapshotProblem where the file is shorter."""
    path = column_path(folder, name)
    if path.stat().st_size < RESERVED + count * kind.row_bytes:
        raise SnapshotProblem(f"{path} is shorter than its {count} rows")
    shape = (count, *kind.row_shape)
    if count * kind.row_bytes == 0:  # nothing cannot be mapped
        return np.empty(shape, dtype=kind.dtype)
    return np.asarray(np.memmap(path, dtype=kind.dtype, mode="r", offset=RESERVED, shape=shape))


def digest_of(path: Path, kind: Kind, start: int, count: int) -> str:
    """SHA-256 of ``count`` rows from row ``start`` on, read from disk."""
    digest, left = hashlib.sha256(), count * kind.row_bytes
    with path.open("rb") as stream:
        stream.seek(RESERVED + start * kind.row_bytes)
        while left:
            block = stream.read(min(left, 1 << 20))
            if not block:
                raise SnapshotProblem(f"{path} is shorter than its rows")
            digest.update(block)
            left -= len(block)
    return digest.hexdigest()


class ColumnFile:
    """A column being written, from row ``start`` on; ``close`` puts it safely on disk."""

    def __init__(self, folder: Path, name: str, kind: Kind, start: int = 0) -> None:
        self.kind, self.count = kind, 0
        self._digest = hashlib.sha256()
        self._stream = column_path(folder, name).open("r+b" if start else "w+b")
        if not start:
            self._stream.write(bytes(RESERVED))
        self._stream.seek(RESERVED + start * kind.row_bytes)

    def add(self, rows: Column) -> None:
        """Append rows (n,) or (n, width). Raises SnapshotProblem for another width."""
        if rows.shape[1:] != self.kind.row_shape:
            raise SnapshotProblem(
                f"rows of shape {rows.shape[1:]} do not fit a column of {self.kind.row_shape}"
            )
        block = np.ascontiguousarray(rows, dtype=self.kind.dtype)
        data = block.reshape(-1).view(np.uint8).data
        self._stream.write(data)
        self._digest.update(data)
        self.count += len(block)

    def hexdigest(self) -> str:
        return self._digest.hexdigest()

    def close(self) -> None:
        if not self._stream.closed:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
