"""A snapshot: all track profiles as memory-mapped columns, one immutable folder per version.

Every process maps the same files, so memory is shared; a new version is another folder, written
beside the old one and renamed into place when it is complete.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.index.graph import GRAPH_FILE, Graph
from matching.profile.track import FACETS, STYLE_SIZE, TAG_COUNT, TrackProfile

SNAPSHOT_FORMAT = 1
META_FILE = "meta.json"

#: Above this many allowed tracks, and this share of all, a graph (if there is one) is asked first.
EXACT_LIMIT = 50_000
GRAPH_SHARE = 0.1

_COLUMNS: dict[str, tuple[str, tuple[int, ...]]] = {
    "ids": ("<i8", ()),
    "artists": ("<i8", ()),
    "style": ("<f4", (STYLE_SIZE,)),
    "tags": ("<f4", (TAG_COUNT,)),
    "facets": ("<f4", (len(FACETS),)),
    "intro": ("<f2", (STYLE_SIZE,)),
    "outro": ("<f2", (STYLE_SIZE,)),
}

Rows = NDArray[np.int64]


class SnapshotProblem(Exception):
    """A snapshot folder that is missing, incomplete, damaged or already there."""


def artist_code(name: str) -> int:
    """A stable 63-bit code of an artist's name for artist caps; 0 for an unknown artist."""
    plain = " ".join(name.casefold().split())
    if not plain:
        return 0
    digest = hashlib.blake2b(plain.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "little") >> 1) or 1


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Columns over n tracks, rows in ascending order of id.

    ids, artists (n,) int64 (artist 0 = unknown); style (n, 400) float32 unit vectors; tags
    (n, 100) float32 probabilities; facets (n, len(FACETS)) float32; intro, outro (n, 400) float16.
    """

    ids: NDArray[np.int64]
    artists: NDArray[np.int64]
    style: NDArray[np.float32]
    tags: NDArray[np.float32]
    facets: NDArray[np.float32]
    intro: NDArray[np.float16]
    outro: NDArray[np.float16]
    meta: dict[str, Any] = field(default_factory=dict)
    graph: Graph | None = None

    @classmethod
    def open(cls, folder: Path | str, *, verify: bool = False) -> "Snapshot":
        """Map a snapshot folder. ``verify`` reads every byte and compares the checksums.

        Raises SnapshotProblem when the folder is missing, incomplete or damaged.
        """
        folder = Path(folder)
        try:
            meta = json.loads((folder / META_FILE).read_text("utf-8"))
            if meta["format"] != SNAPSHOT_FORMAT:
                raise SnapshotProblem(f"{folder} has snapshot format {meta['format']}")
            columns = {name: _load(folder, name, int(meta["count"])) for name in _COLUMNS}
        except (OSError, ValueError, KeyError) as error:
            raise SnapshotProblem(f"{folder} is not a complete snapshot: {error}") from error
        if verify:
            for name, expected in meta["sha256"].items():
                if _sha256(folder / f"{name}.npy") != expected:
                    raise SnapshotProblem(f"{folder}: column {name} is damaged")
        path = folder / GRAPH_FILE
        return cls(**columns, meta=meta, graph=Graph.open(path) if path.exists() else None)

    @classmethod
    def of(cls, columns: dict[str, Any], analyser: str = "") -> "Snapshot":
        """A snapshot in memory, from columns with rows ascending by id."""
        return cls(**columns, meta={"count": len(columns["ids"]), "analyser": analyser})

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, ids: ArrayLike | Iterable[int]) -> Rows:
        """Ascending row numbers of those ``ids`` that are here; see ``unknown`` for the rest."""
        wanted = _as_ids(ids)
        places = np.searchsorted(self.ids, wanted)
        places[places == len(self.ids)] = 0
        known = self.ids[places] == wanted if len(self.ids) else np.zeros(len(wanted), dtype=bool)
        return places[known].astype(np.int64)

    def unknown(self, ids: ArrayLike | Iterable[int]) -> NDArray[np.int64]:
        """Those ``ids`` that this version does not hold, ascending."""
        wanted = _as_ids(ids)
        return np.setdiff1d(wanted, np.asarray(self.ids), assume_unique=True)

    def similar(
        self, vector: NDArray[np.floating[Any]], allowed_rows: Rows, top: int
    ) -> tuple[Rows, NDArray[np.float32]]:
        """The ``top`` allowed rows closest to ``vector`` (400,) by cosine, best first.

        Exact; where very many rows are allowed and a graph was built, the graph proposes and
        the exact cosine decides the order. Ties are broken by row number.
        """
        norm = float(np.linalg.norm(vector))
        unit = (np.asarray(vector, dtype=np.float32) / (norm or 1.0)).astype(np.float32)
        top = min(top, len(allowed_rows))
        if top <= 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        rows = np.asarray(allowed_rows, dtype=np.int64)
        many = len(rows) > EXACT_LIMIT and len(rows) > GRAPH_SHARE * len(self)
        if self.graph is not None and many:
            rows = self.graph.propose(unit, rows, top, len(self))
        cosine = dot_rows(self.style, rows, unit)
        best = np.lexsort((rows, -cosine))[:top]
        return rows[best], cosine[best]


def dot_rows(
    matrix: NDArray[np.float32], rows: Rows, vector: NDArray[np.float32]
) -> NDArray[np.float32]:
    """``matrix[rows] @ vector`` without copying when most rows are wanted. Returns (len(rows),)."""
    if 3 * len(rows) > len(matrix):
        return np.asarray(matrix @ vector, dtype=np.float32)[rows]
    return np.asarray(matrix[rows] @ vector, dtype=np.float32)


def write_snapshot(
    folder: Path | str,
    ids: Sequence[int] | NDArray[np.int64],
    profiles: Iterable[TrackProfile],
    artists: Sequence[int] | NDArray[np.int64],
    *,
    version: int = 1,
    graph: bool = False,
) -> Path:
    """Write profiles (in the order of ``ids``, which may be any) as a new snapshot folder.

    Raises SnapshotProblem when ids repeat, counts differ, analysers are mixed or the folder
    exists; nothing is left behind then.
    """
    columns, analyser = profile_columns(ids, profiles, artists)
    return write_columns(folder, columns, version=version, analyser=analyser, graph=graph)


def profile_columns(
    ids: Sequence[int] | NDArray[np.int64],
    profiles: Iterable[TrackProfile],
    artists: Sequence[int] | NDArray[np.int64],
) -> tuple[dict[str, NDArray[Any]], str]:
    """Columns of these profiles with rows ascending by id, and the analyser that made them.

    Raises SnapshotProblem as ``write_snapshot`` does.
    """
    ids = np.asarray(ids, dtype=np.int64)
    if len(np.unique(ids)) != len(ids) or len(artists) != len(ids):
        raise SnapshotProblem("ids must be unique, with one artist code each")
    places = np.argsort(np.argsort(ids, kind="stable"), kind="stable")
    columns = {
        name: np.zeros((len(ids), *shape), dtype=kind) for name, (kind, shape) in _COLUMNS.items()
    }
    columns["ids"][places] = ids
    columns["artists"][places] = np.asarray(artists, dtype=np.int64)
    analysers: set[str] = set()
    count = 0
    for profile in profiles:
        if count == len(ids):
            raise SnapshotProblem("there are more profiles than ids")
        place = places[count]
        columns["style"][place] = profile.style
        columns["tags"][place] = profile.tags
        columns["facets"][place] = profile.facet_row()
        columns["intro"][place] = profile.intro
        columns["outro"][place] = profile.outro
        analysers.add(profile.analyser)
        count += 1
    if count != len(ids):
        raise SnapshotProblem(f"there are {len(ids)} ids but {count} profiles")
    if len(analysers) > 1:
        raise SnapshotProblem(f"profiles of several analysers: {', '.join(sorted(analysers))}")
    return columns, analysers.pop() if analysers else ""


def write_columns(
    folder: Path | str,
    columns: dict[str, NDArray[Any]],
    *,
    version: int = 1,
    analyser: str = "",
    graph: bool = False,
) -> Path:
    """Write ready columns (rows ascending by id) atomically: a hidden folder, then a rename."""
    folder = Path(folder)
    if folder.exists():
        raise SnapshotProblem(f"{folder} exists already; every version has its own folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, (kind, shape) in _COLUMNS.items():
            column = np.ascontiguousarray(columns[name], dtype=kind)
            if column.shape != (len(columns["ids"]), *shape):
                raise SnapshotProblem(f"column {name} has the shape {column.shape}")
            np.save(partial / f"{name}.npy", column, allow_pickle=False)
        if graph:
            Graph.build(np.asarray(columns["style"], dtype=np.float32), partial / GRAPH_FILE)
        meta = {
            "format": SNAPSHOT_FORMAT,
            "version": version,
            "analyser": analyser,
            "count": len(columns["ids"]),
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": {name: _sha256(partial / f"{name}.npy") for name in _COLUMNS},
        }
        (partial / META_FILE).write_text(json.dumps(meta, indent=2), "utf-8")
        _sync(partial)
        partial.chmod(0o755)
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return folder


def _load(folder: Path, name: str, count: int) -> NDArray[Any]:
    kind, shape = _COLUMNS[name]
    path = folder / f"{name}.npy"
    # A file of no rows cannot be mapped.
    column = np.load(path, mmap_mode="r" if count else None, allow_pickle=False)
    if column.shape != (count, *shape) or column.dtype != np.dtype(kind):
        raise SnapshotProblem(f"{path} has the shape {column.shape} {column.dtype}")
    return column if count == 0 else np.asarray(column)


def _as_ids(ids: ArrayLike | Iterable[int]) -> NDArray[np.int64]:
    if not isinstance(ids, np.ndarray):
        ids = np.fromiter(ids, dtype=np.int64)  # type: ignore[arg-type]
    return np.unique(np.asarray(ids, dtype=np.int64))


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
