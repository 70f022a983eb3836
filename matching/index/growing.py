"""Writing a version by adding tracks to the one before it.

Rows with greater ids are written behind the last row of the same files (hard links), beyond what
readers of the older version map; what was fitted to the catalogue is kept until it has doubled.
Whatever is killed half-way, the older version stays as it was.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from matching.index.columns import (
    RESERVED,
    ColumnFile,
    Columns,
    Kind,
    SnapshotProblem,
    column_path,
)
from matching.index.derived import (
    Derivation,
    Written,
    computed,
    derive,
    quantise,
    serves,
    worth_scanning,
)
from matching.index.folders import built_beside, locked
from matching.index.snapshot import CORE, Snapshot, codes_of, quantiser_path, state_path
from matching.index.writing import add_rows, checked, describe


def append_columns(
    folder: Path | str,
    base: Snapshot,
    added: Columns,
    *,
    version: int = 1,
    derivations: Sequence[Derivation] = (),
) -> Path:
    """Write a version that holds the rows of ``base`` and, behind them, those of ``added``.

    ids of ``added`` ascend and are greater than all of ``base``; columns are those of ``base``, but
    for what is derived from them. Raises SnapshotProblem otherwise, or when the folder exists.
    """
    folder = Path(folder)
    if base.folder is None:
        raise SnapshotProblem("only a version on disk can be added to")
    held = len(base)
    checked(added, int(base.ids[-1]) if held else None)
    plan = _Kept(base, added, derivations)
    with built_beside(folder) as partial:
        written = Written(partial, held + len(added["ids"]))
        kinds = {name: plan.kinds[name] for name in plan.rows}
        with _shared(base.folder, partial, kinds, held):
            files = {name: ColumnFile(partial, name, kinds[name], held) for name in plan.rows}
            try:
                add_rows(files, plan.rows)
            finally:
                for file in files.values():
                    file.close()
        written.parts = {name: list(plan.parts[name]) for name in plan.rows}
        written.add(files)
        for name, path in plan.states(base.folder):
            _link(path, partial / name)
        written.derived = dict(plan.derived)
        for derivation in derivations:
            if derivation.name not in plan.derived:
                derive(written, derivation)
        scans = list(base.meta["scans_wanted"])
        for name in worth_scanning(scans, written):
            if codes_of(name) not in plan.rows:
                quantise(written, name)
        describe(written, version=version, analyser=str(base.meta["analyser"]), scans=scans)
    return folder


class _Kept:
    """What of a version is added to, and the rows to add; the rest is made anew.

    rows: the added rows of every column that is kept. derived: derivations that are kept.
    """

    def __init__(self, base: Snapshot, added: Columns, derivations: Sequence[Derivation]) -> None:
        count = len(base) + len(added["ids"])
        self.kinds = {name: Kind.from_json(data) for name, data in base.meta["columns"].items()}
        self.parts: Mapping[str, list[tuple[int, str]]] = base.meta["parts"]
        made = {*map(codes_of, base.scans), *base.derived_columns()}
        if set(added) != set(self.kinds) - made:
            odd = sorted(set(added) ^ (set(self.kinds) - made))
            raise SnapshotProblem(f"columns {odd} are not in both versions")
        self.derived: dict[str, int] = {}
        self.rows: dict[str, NDArray[Any]] = dict(added)
        part = Snapshot.of({name: added[name] for name in CORE})
        for each in derivations:
            state, fitted = base.state(each.name), base.meta["derived"].get(each.name, 0)
            if state is not None and serves(fitted, count):
                self.derived[each.name] = fitted
                self.rows |= computed(each, state, part)
        self._scans = [
            name
            for name, scan in base.scans.items()
            if name in self.rows and serves(scan.quantiser.trained, count)
        ]
        for name in self._scans:
            self.rows[codes_of(name)] = base.scans[name].quantiser.encode(self.rows[name])

    def states(self, folder: Path) -> Iterator[tuple[str, Path]]:
        """Names and places of the files of what was fitted and is kept."""
        kept = [state_path(folder, name) for name in self.derived]
        for path in (*kept, *(quantiser_path(folder, name) for name in self._scans)):
            yield path.name, path


@contextmanager
def _shared(base: Path, partial: Path, kinds: Mapping[str, Kind], rows: int) -> Iterator[None]:
    """Put the columns of ``base`` into ``partial``, ready to be added to.

    They are the same files if nobody has written behind this version's last row, else copies: what
    lies there may be another version's, or left by a builder that was killed.
    """
    sizes = {name: RESERVED + rows * kind.row_bytes for name, kind in kinds.items()}
    with locked(column_path(base, "ids"), wait=False) as mine:
        untouched = mine and all(
            column_path(base, name).stat().st_size == size for name, size in sizes.items()
        )
        for name, size in sizes.items():
            _copy_or_link(column_path(base, name), column_path(partial, name), size, untouched)
        try:
            yield
        except BaseException:
            if untouched:  # nobody maps what this builder wrote
                for name, size in sizes.items():
                    os.truncate(column_path(base, name), size)
            raise


def _copy_or_link(source: Path, target: Path, size: int, link: bool) -> None:
    if link:
        try:
            os.link(source, target)
            return
        except OSError:  # a file system without hard links
            pass
    with source.open("rb") as reading, target.open("wb") as writing:
        left = size
        while left:
            copied = os.sendfile(writing.fileno(), reading.fileno(), None, min(left, 1 << 30))
            if not copied:
                raise SnapshotProblem(f"{source} is shorter than its rows")
            left -= copied


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
