"""Writing a version from nothing: a hidden folder that appears when it is complete."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import ColumnFile, Columns, Kind, SnapshotProblem
from matching.index.derived import Derivation, Written, derive, quantise, worth_scanning
from matching.index.folders import built_beside
from matching.index.profiles import profile_columns
from matching.index.snapshot import CORE, META_FILE, SNAPSHOT_FORMAT, codes_of
from matching.profile.track import TrackProfile


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
    derivations: Sequence[Derivation] = (),
) -> Path:
    """Write columns, given in chunks of rows with ids ascending throughout, as a new folder.

    Columns beyond the core ones become extra columns. derivations: what is computed from the core
    columns and kept. scans: vector columns that are also quantised, where there are rows enough
    for a scan to be quicker than comparing them all.
    """
    folder = Path(folder)
    with built_beside(folder) as partial:
        files: dict[str, ColumnFile] = {}
        last: int | None = None
        try:
            for chunk in chunks:
                last = checked(chunk, last)
                files = files or _files(partial, chunk)
                add_rows(files, chunk)
        finally:
            for file in files.values():
                file.close()
        if not files:
            raise SnapshotProblem("there is not even an empty chunk of columns")
        written = Written(partial, files["ids"].count)
        written.add(files)
        for derivation in derivations:
            derive(written, derivation)
        for name in worth_scanning(scans, written):
            quantise(written, name)
        describe(written, version=version, analyser=analyser, scans=scans)
    return folder


def checked(chunk: Columns, last: int | None) -> int | None:
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


def add_rows(files: Mapping[str, ColumnFile], chunk: Columns) -> None:
    if set(files) != set(chunk):
        raise SnapshotProblem(f"columns {sorted(set(files) ^ set(chunk))} are not in every chunk")
    for name, file in files.items():
        file.add(chunk[name])


def describe(written: Written, *, version: int, analyser: str, scans: Sequence[str]) -> None:
    """Write what the folder says of itself, which makes it a version."""
    meta: dict[str, Any] = {
        "format": SNAPSHOT_FORMAT,
        "version": version,
        "analyser": analyser,
        "count": written.count,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "columns": {name: kind.to_json() for name, kind in written.kinds.items()},
        "parts": written.parts,
        "derived": written.derived,
        "scans": [name for name in scans if codes_of(name) in written.kinds],
        "scans_wanted": list(scans),
    }
    with (written.folder / META_FILE).open("w", encoding="utf-8") as stream:
        json.dump(meta, stream)
        stream.flush()
        os.fsync(stream.fileno())


def _files(partial: Path, chunk: Columns) -> dict[str, ColumnFile]:
    return {
        name: ColumnFile(partial, name, Kind.of(column, CORE.get(name, column.dtype.str)))
        for name, column in chunk.items()
    }
