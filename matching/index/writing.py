"""Writing a version: from nothing, or by adding tracks to the version before it.

Additions with greater ids are written behind the last row of the same files (hard links), beyond
what readers of the older version map; the trained quantiser is kept until the catalogue has
doubled. Whatever is killed half-way, the older version stays as it was.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import (
    RESERVED,
    ColumnFile,
    Columns,
    Kind,
    SnapshotProblem,
    column_path,
    map_column,
)
from matching.index.folders import built_beside, locked
from matching.index.nearest import EXACT_LIMIT
from matching.index.profiles import profile_columns
from matching.index.quantiser import Quantiser
from matching.index.snapshot import (
    CORE,
    META_FILE,
    SNAPSHOT_FORMAT,
    Snapshot,
    codes_of,
    quantiser_path,
)
from matching.profile.track import TrackProfile

#: A quantiser serves until there are this many times the rows it was fitted to.
_OUTGROWN = 2.0
_CHUNK = 16_384

#: For every column: how many rows were written at a time, and their SHA-256.
Parts = dict[str, list[tuple[int, str]]]


def write_snapshot(
    folder: Path | str,
    ids: Sequence[int] | NDArray[np.int64],
    profiles: Iterable[TrackProfile],
    artists: Sequence[int] | NDArray[np.int64],
    *,
    version: int = 1,
) -> Path:
    """Write profiles (in the order of ``ids``, which may be any) as a new snapshot folder.

    Raises SnapshotProblem when ids repeat, counts differ, analysers or widths are mixed or the
    folder exists; nothing is left behind then.
    """
    columns, analyser = profile_columns(ids, profiles, artists)
    return write_columns(folder, [columns], version=version, analyser=analyser)


def write_columns(
    folder: Path | str,
    chunks: Iterable[Columns],
    *,
    version: int = 1,
    analyser: str = "",
    scans: Sequence[str] = ("style",),
) -> Path:
    """Write columns, given in chunks of rows with ids ascending throughout, as a new folder.

    Columns beyond the core ones become extra columns. scans: vector columns that are also
    quantised, where there are rows enough for a scan to be quicker than comparing them all.
    """
    folder = Path(folder)
    with built_beside(folder) as partial:
        files: dict[str, ColumnFile] = {}
        last: int | None = None
        try:
            for chunk in chunks:
                last = _check(chunk, last)
                files = files or _files(partial, chunk)
                _add(files, chunk)
        finally:
            _close(files)
        if not files:
            raise SnapshotProblem("there is not even an empty chunk of columns")
        kinds = {name: file.kind for name, file in files.items()}
        parts: Parts = {name: [(file.count, file.hexdigest())] for name, file in files.items()}
        count = files["ids"].count
        for name in _worth_it(scans, kinds, count):
            codes, written = _quantised(partial, name, kinds[name], count)
            kinds[codes_of(name)], parts[codes_of(name)] = codes, [written]
        _describe(partial, version, analyser, count, kinds, parts, scans)
    return folder


def append_columns(folder: Path | str, base: Snapshot, added: Columns, *, version: int = 1) -> Path:
    """Write a version that holds the rows of ``base`` and, behind them, those of ``added``.

    ids of ``added`` ascend and are greater than all of ``base``; columns are those of ``base``.
    Raises SnapshotProblem otherwise, or when the folder exists.
    """
    folder = Path(folder)
    if base.folder is None:
        raise SnapshotProblem("only a version on disk can be added to")
    kinds = {name: Kind.from_json(data) for name, data in base.meta["columns"].items()}
    parts: Parts = {
        name: [(int(rows), str(digest)) for rows, digest in own]
        for name, own in base.meta["parts"].items()
    }
    scans, held = list(base.meta["scans_wanted"]), len(base)
    count = held + len(added["ids"])
    _check(added, int(base.ids[-1]) if held else None)
    plain = {name for name in kinds if name not in map(codes_of, scans)}
    if set(added) != plain:
        raise SnapshotProblem(f"columns {sorted(set(added) ^ plain)} are not in both versions")
    kept = [name for name in base.scans if base.scans[name].quantiser.trained * _OUTGROWN > count]
    new = {**added, **{codes_of(name): base.scans[name].quantiser.encode(added[name])
                       for name in kept}}  # fmt: skip
    with built_beside(folder) as partial:
        with _shared(base.folder, partial, {name: kinds[name] for name in new}, held):
            files = {name: ColumnFile(partial, name, kinds[name], held) for name in new}
            try:
                _add(files, new)
            finally:
                _close(files)
        for name, file in files.items():
            parts[name].append((file.count, file.hexdigest()))
        for name in _worth_it(scans, kinds, count):
            if name in kept:
                _link(quantiser_path(base.folder, name), quantiser_path(partial, name))
            else:
                codes, written = _quantised(partial, name, kinds[name], count)
                kinds[codes_of(name)], parts[codes_of(name)] = codes, [written]
        _describe(partial, version, str(base.meta["analyser"]), count, kinds, parts, scans)
    return folder


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
        _link(source, target)
    if link and source.stat().st_ino == target.stat().st_ino:
        return
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
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _check(chunk: Columns, last: int | None) -> int | None:
    """The last id, where ids ascend; raises SnapshotProblem where they or the counts do not fit."""
    missing = [name for name in CORE if name not in chunk]
    if missing:
        raise SnapshotProblem(f"columns {', '.join(missing)} are missing")
    ids = np.asarray(chunk["ids"])
    if any(len(column) != len(ids) for column in chunk.values()):
        raise SnapshotProblem("columns differ in their number of rows")
    before = ids[:0] if last is None else np.array([last])
    if len(ids) and not bool((np.diff(np.concatenate([before, ids])) > 0).all()):
        raise SnapshotProblem("ids do not ascend")
    return int(ids[-1]) if len(ids) else last


def _files(partial: Path, chunk: Columns) -> dict[str, ColumnFile]:
    return {
        name: ColumnFile(partial, name, Kind.of(column, CORE.get(name, column.dtype.str)))
        for name, column in chunk.items()
    }


def _add(files: Mapping[str, ColumnFile], chunk: Columns) -> None:
    if set(files) != set(chunk):
        raise SnapshotProblem(f"columns {sorted(set(files) ^ set(chunk))} are not in every chunk")
    for name, file in files.items():
        file.add(chunk[name])


def _close(files: Mapping[str, ColumnFile]) -> None:
    for file in files.values():
        file.close()


def _worth_it(scans: Sequence[str], kinds: Mapping[str, Kind], count: int) -> list[str]:
    """The wanted columns that are there and have rows enough for a scan ever to be asked."""
    return [name for name in scans if name in kinds] if count > EXACT_LIMIT else []


def _quantised(partial: Path, name: str, kind: Kind, count: int) -> tuple[Kind, tuple[int, str]]:
    """Fit a quantiser to the whole column and write all codes."""
    vectors = map_column(partial, name, kind, count)
    quantiser = Quantiser.fit(vectors)
    quantiser.save(quantiser_path(partial, name))
    file = ColumnFile(partial, codes_of(name), Kind("|u1", quantiser.width))
    try:
        for start in range(0, count, _CHUNK):
            file.add(quantiser.encode(vectors[start : start + _CHUNK]))
    finally:
        file.close()
    return file.kind, (count, file.hexdigest())


def _describe(
    partial: Path,
    version: int,
    analyser: str,
    count: int,
    kinds: Mapping[str, Kind],
    parts: Parts,
    scans: Sequence[str],
) -> None:
    meta: dict[str, Any] = {
        "format": SNAPSHOT_FORMAT,
        "version": version,
        "analyser": analyser,
        "count": count,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "columns": {name: kind.to_json() for name, kind in kinds.items()},
        "parts": parts,
        "scans": [name for name in scans if codes_of(name) in kinds],
        "scans_wanted": list(scans),
    }
    with (partial / META_FILE).open("w", encoding="utf-8") as stream:
        json.dump(meta, stream)
        stream.flush()
        os.fsync(stream.fileno())
