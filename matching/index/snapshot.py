"""A snapshot: all track profiles as memory-mapped columns, one immutable version per folder.

Every process maps the same files, so memory is shared. A new version is another folder, complete
before it appears under its name; where it only adds tracks, its columns are the same files, grown.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.index.columns import (
    Column,
    Columns,
    Kind,
    column_path,
    digest_of,
    map_column,
)
from matching.index.columns import (
    SnapshotProblem as SnapshotProblem,
)
from matching.index.exact import Rows as Rows
from matching.index.nearest import ascending, nearest
from matching.index.quantiser import Quantiser
from matching.index.scan import Scan
from matching.profile.track import FACETS, TIMBRE_SIZE

SNAPSHOT_FORMAT = 4
META_FILE = "meta.json"

#: From this share of all ids on, marking them is quicker than looking each one up.
_MANY = 0.25
#: What every snapshot has, and how it is stored; widths are those of its profiles.
CORE = {
    "ids": "<i8",
    "artists": "<i8",
    "style": "<f4",
    "spread": "<f2",
    "tags": "<f4",
    "facets": "<f4",
    "intro": "<f2",
    "outro": "<f2",
    "timbre": "<f2",
}
#: Columns that versions written before lack: all zeros there.
LATER = {"timbre": TIMBRE_SIZE}


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Columns over n tracks, rows in ascending order of id; s is the width of a style, t of tags.

    ids, artists (n,) int64 (artist 0 = unknown); style (n, s) float32 unit vectors; spread (n, s)
    float16 their standard deviation over windows; tags (n, t) float32 probabilities; facets
    (n, len(FACETS)) float32; intro, outro (n, s) float16; timbre (n, TIMBRE_SIZE) float16, zeros
    where it was not measured. extra: further columns (n,) or (n, width) by name. scans: quantised
    copies of vector columns.
    """

    ids: NDArray[np.int64]
    artists: NDArray[np.int64]
    style: NDArray[np.float32]
    spread: NDArray[np.float16]
    tags: NDArray[np.float32]
    facets: NDArray[np.float32]
    intro: NDArray[np.float16]
    outro: NDArray[np.float16]
    timbre: NDArray[np.float16]
    meta: dict[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Column] = field(default_factory=dict)
    scans: Mapping[str, Scan] = field(default_factory=dict)
    folder: Path | None = None
    #: What readers computed from it and want to find again; it goes when the snapshot goes.
    memo: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path | str, *, verify: bool = False) -> "Snapshot":
        """Map a snapshot folder. ``verify`` reads every byte and compares the checksums.

        Raises SnapshotProblem when the folder is missing, incomplete or damaged.
        """
        folder = Path(folder)
        try:
            meta = read_meta(folder)
            kinds = {name: Kind.from_json(data) for name, data in meta["columns"].items()}
            count = int(meta["count"])
            if verify:
                _verify(folder, kinds, meta["parts"])
            columns: dict[str, Any] = {
                name: map_column(folder, name, kinds[name], count)
                for name in CORE
                if name in kinds or name not in LATER
            }
            columns |= _unmeasured(columns, count)
            codes = {codes_of(name) for name in meta["scans"]}
            extra = {
                name: map_column(folder, name, kind, count)
                for name, kind in kinds.items()
                if name not in CORE and name not in codes
            }
            scans = {name: _open_scan(folder, name, count) for name in meta["scans"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SnapshotProblem(f"{folder} is not a complete snapshot: {error}") from error
        return cls(**columns, meta=meta, extra=extra, scans=scans, folder=folder)

    @classmethod
    def of(cls, columns: Columns, analyser: str = "") -> "Snapshot":
        """A snapshot in memory, from columns with rows ascending by id."""
        count = len(columns["ids"])
        core: dict[str, Any] = {name: columns[name] for name in CORE if name in columns}
        core |= _unmeasured(core, count)
        extra = {name: column for name, column in columns.items() if name not in CORE}
        meta = {"count": count, "analyser": analyser}
        return cls(**core, meta=meta, extra=extra)

    @classmethod
    def empty(cls, style: int, tags: int) -> "Snapshot":
        """No tracks, with styles and tags of these widths."""
        widths = {"style": style, "spread": style, "tags": tags, "facets": len(FACETS),
                  "intro": style, "outro": style, "timbre": TIMBRE_SIZE}  # fmt: skip
        return cls.of(
            {
                name: np.empty((0, widths[name]) if name in widths else 0, dtype=dtype)
                for name, dtype in CORE.items()
            }
        )

    def __len__(self) -> int:
        return len(self.ids)

    def state(self, derivation: str) -> dict[str, NDArray[Any]] | None:
        """What was fitted to the catalogue for a derivation; None where it was not made."""
        if self.folder is None or derivation not in self.meta.get("derived", {}):
            return None
        with np.load(state_path(self.folder, derivation), allow_pickle=False) as stored:
            return dict(stored)

    def derived(self, derivation: str) -> dict[str, Column]:
        """The columns of a derivation by their own names; empty where it was not made."""
        start = derived_of(derivation, "")
        return {name.removeprefix(start): column for name, column in self.extra.items()
                if name.startswith(start)}  # fmt: skip

    def derived_columns(self) -> list[str]:
        """All derived columns under the names they have among the extra ones."""
        starts = tuple(derived_of(name, "") for name in self.meta.get("derived", {}))
        return [name for name in self.extra if name.startswith(starts)] if starts else []

    def rows(self, ids: ArrayLike | Iterable[int]) -> Rows:
        """Ascending row numbers of those ``ids`` that are here; see ``unknown`` for the rest."""
        wanted = _as_ids(ids)
        if np.array_equal(wanted, self.ids):
            return np.arange(len(wanted), dtype=np.int64)
        if len(wanted) > _MANY * len(self.ids):
            return np.flatnonzero(np.isin(self.ids, wanted, assume_unique=True))
        places = np.searchsorted(self.ids, wanted)
        places[places == len(self.ids)] = 0
        known = self.ids[places] == wanted if len(self.ids) else np.zeros(len(wanted), dtype=bool)
        return places[known].astype(np.int64)

    def unknown(self, ids: ArrayLike | Iterable[int]) -> NDArray[np.int64]:
        """Those ``ids`` that this version does not hold, ascending."""
        wanted = _as_ids(ids)
        return np.setdiff1d(wanted, np.asarray(self.ids), assume_unique=True)

    def similar(
        self, vector: NDArray[np.floating[Any]], allowed_rows: Rows, top: int, *,
        column: str = "style",
    ) -> tuple[Rows, NDArray[np.float32]]:  # fmt: skip
        """The ``top`` allowed rows closest to ``vector`` by cosine, best first, and the cosines.

        column: ``style`` or an extra column of unit vectors; ``vector`` has its width. Cosines are
        exact and ties broken by row; where very many rows are allowed, a scan of the quantised
        column proposes which are compared.
        """
        vectors = self.style if column == "style" else self.extra[column]
        return nearest(vectors, self.scans.get(column), vector, allowed_rows, top)


def read_meta(folder: Path) -> dict[str, Any]:
    """What a snapshot folder says of itself. Raises SnapshotProblem for another format."""
    meta: dict[str, Any] = json.loads((folder / META_FILE).read_text("utf-8"))
    if meta["format"] != SNAPSHOT_FORMAT:
        raise SnapshotProblem(f"{folder} has snapshot format {meta['format']}")
    return meta


def is_readable(folder: Path) -> bool:
    """Whether there is a complete snapshot of the present format."""
    try:
        read_meta(folder)
    except (OSError, ValueError, KeyError, SnapshotProblem):
        return False
    return True


def codes_of(name: str) -> str:
    """The name of the column that holds the codes of a vector column."""
    return f"{name}.codes"


def derived_of(derivation: str, name: str) -> str:
    """The name that a derivation's column has in a snapshot."""
    return f"{derivation}:{name}"


def state_path(folder: Path, derivation: str) -> Path:
    return folder / f"{derivation}.state"


def quantiser_path(folder: Path, name: str) -> Path:
    return folder / f"{name}.quantiser"


def _unmeasured(columns: Columns, count: int) -> dict[str, Column]:
    return {
        name: np.zeros((count, width), dtype=CORE[name])
        for name, width in LATER.items()
        if name not in columns
    }


def _open_scan(folder: Path, name: str, count: int) -> Scan:
    return Scan.open(folder, codes_of(name), Quantiser.load(quantiser_path(folder, name)), count)


def _verify(
    folder: Path, kinds: Mapping[str, Kind], parts: Mapping[str, Iterable[tuple[int, str]]]
) -> None:
    for name, written in parts.items():
        start = 0
        for count, expected in written:
            if digest_of(column_path(folder, name), kinds[name], start, count) != expected:
                raise SnapshotProblem(f"{folder}: column {name} is damaged")
            start += count


def _as_ids(ids: ArrayLike | Iterable[int]) -> NDArray[np.int64]:
    if not isinstance(ids, np.ndarray):
        ids = np.fromiter(ids, dtype=np.int64)  # type: ignore[arg-type]
    return ascending(np.asarray(ids, dtype=np.int64))
