"""Columns that are computed from others when a version is written, so that no reader has to.

What they need to know of the whole catalogue (means, scales, axes) is fitted once and kept with
the version as its state; tracks added later are seen with the same eyes until the catalogue has
doubled. Quantised copies of vector columns are kept the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import ColumnFile, Columns, Kind, map_column
from matching.index.nearest import EXACT_LIMIT
from matching.index.quantiser import Quantiser
from matching.index.snapshot import (
    CORE,
    Snapshot,
    codes_of,
    derived_of,
    quantiser_path,
    state_path,
)

#: What was fitted serves until there are this many times the rows it was fitted to …
OUTGROWN = 2.0
#: … but is fitted anew with every version while the catalogue is so small that it is done at once.
SMALL = 20_000
_CHUNK = 16_384

State = Mapping[str, NDArray[Any]]


def serves(fitted: int, count: int) -> bool:
    """Whether what was fitted to ``fitted`` rows still serves when there are ``count``."""
    return fitted > SMALL and fitted * OUTGROWN > count


class Derivation(Protocol):
    """Columns computed from the core ones; another ``name`` where they would come out otherwise."""

    @property
    def name(self) -> str: ...

    def fit(self, snapshot: Snapshot) -> State:
        """What is known of a catalogue: arrays whose size does not grow with it."""

    def columns(self, state: State, part: Snapshot) -> Columns:
        """Columns for the tracks of a part of the catalogue, in their order."""


@dataclass
class Written:
    """Columns written into a folder so far: their kinds, row counts and SHA-256 by part."""

    folder: Path
    count: int
    kinds: dict[str, Kind] = field(default_factory=dict)
    parts: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    #: derivation: how many rows its state was fitted to
    derived: dict[str, int] = field(default_factory=dict)

    def snapshot(self) -> Snapshot:
        """The core columns, mapped."""
        return Snapshot.of({name: self.column(name) for name in CORE})

    def column(self, name: str) -> NDArray[Any]:
        return map_column(self.folder, name, self.kinds[name], self.count)

    def add(self, files: Mapping[str, ColumnFile]) -> None:
        """Close these files and note them down."""
        for name, file in files.items():
            file.close()
            self.kinds[name] = file.kind
            self.parts.setdefault(name, []).append((file.count, file.hexdigest()))


def derive(written: Written, derivation: Derivation) -> None:
    """Fit a derivation to all rows and write its columns."""
    snapshot = written.snapshot()
    state = derivation.fit(snapshot)
    save_state(written.folder, derivation.name, state)
    files: dict[str, ColumnFile] = {}
    try:
        for start in range(0, max(written.count, 1), _CHUNK):
            part = part_of(snapshot, slice(start, start + _CHUNK))
            for name, column in computed(derivation, state, part).items():
                if name not in files:
                    files[name] = ColumnFile(
                        written.folder, name, Kind.of(column, column.dtype.str)
                    )
                files[name].add(column)
    finally:
        for file in files.values():
            file.close()
    written.add(files)
    written.derived[derivation.name] = written.count


def computed(derivation: Derivation, state: State, part: Snapshot) -> dict[str, NDArray[Any]]:
    """The derivation's columns of a part under the names they have in a snapshot."""
    columns = derivation.columns(state, part)
    return {derived_of(derivation.name, name): column for name, column in columns.items()}


def quantise(written: Written, name: str) -> None:
    """Fit a quantiser to a vector column and write all codes."""
    vectors = written.column(name)
    quantiser = Quantiser.fit(vectors)
    quantiser.save(quantiser_path(written.folder, name))
    file = ColumnFile(written.folder, codes_of(name), Kind("|u1", quantiser.width))
    try:
        for start in range(0, written.count, _CHUNK):
            file.add(quantiser.encode(vectors[start : start + _CHUNK]))
    finally:
        file.close()
    written.add({codes_of(name): file})


def worth_scanning(scans: Sequence[str], written: Written) -> list[str]:
    """The wanted columns that are there and have rows enough for a scan ever to be asked."""
    return [name for name in scans if name in written.kinds] if written.count > EXACT_LIMIT else []


def part_of(snapshot: Snapshot, rows: slice) -> Snapshot:
    return Snapshot.of({name: getattr(snapshot, name)[rows] for name in CORE})


def save_state(folder: Path, name: str, state: State) -> None:
    with state_path(folder, name).open("wb") as stream:
        arrays: dict[str, Any] = dict(state)
        np.savez(stream, **arrays)
