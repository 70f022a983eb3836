"""The columns of a new index version: what the version before it holds is not read again.

A profile in the database is 8 kB to fetch, check and unpack; a row of a snapshot is mapped memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import SnapshotProblem
from matching.index.growing import append_columns
from matching.index.profiles import artist_code, profile_columns
from matching.index.snapshot import CORE, Snapshot
from matching.index.writing import write_columns
from matching.models import Profile
from matching.profile.analyser import style_space
from matching.profile.known_voice import with_known_voice
from matching.profile.track import TrackProfile
from matching.retrieval.calibration import DERIVATIONS

#: The extra column that says what a row was made from, (n, 3) float64: profile, voice, length.
SOURCE = "source"
_NOT_KNOWN = -1.0
_BATCH = 500
#: More new tracks than this at once are written in chunks, for the sake of memory.
_MOST_ADDED = 20_000


@dataclass(frozen=True)
class IndexRow:
    """One searchable item: its id, its stored profile, and whose it is.

    voice: 1 where it is known that somebody sings, 0 that nobody does; None leaves it to what the
    analysis heard. duration_s: the profile's; another one tells that it was stored anew.
    """

    id: int
    profile_id: int
    artist: str
    voice: float | None = None
    duration_s: float = 0.0


def write_rows(
    folder: Path, rows: Sequence[IndexRow], *, analyser: str, number: int, before: Path | None
) -> None:
    """Write the version of these rows, taking over what the one in ``before`` has of them.

    Rows with greater ids than all before, everything else being as it was, are added behind the
    same files. Raises SnapshotProblem as matching.index.writing does, and for profiles of another
    style space than the analyser's.
    """
    plan = _Plan(sorted(rows, key=lambda row: row.id), analyser, _opened(before, analyser))
    base = plan.base
    if base is not None and plan.only_adds and len(rows) - len(base) <= _MOST_ADDED:
        append_columns(
            folder, base, plan.chunk(len(base), len(rows)), version=number,
            derivations=DERIVATIONS,
        )  # fmt: skip
        return
    write_columns(folder, plan.chunks(), version=number, analyser=analyser, derivations=DERIVATIONS)


class _Plan:
    """Which rows are taken from the version before, and which from the database."""

    def __init__(self, rows: list[IndexRow], analyser: str, base: Snapshot | None) -> None:
        self.rows, self.analyser, self.base = rows, analyser, base
        self.ids = np.array([row.id for row in rows], dtype=np.int64)
        self.artists = np.array([artist_code(row.artist) for row in rows], dtype=np.int64)
        voices = [_NOT_KNOWN if row.voice is None else row.voice for row in rows]
        self.source = np.array(
            [(row.profile_id, voice, row.duration_s)
             for row, voice in zip(rows, voices, strict=True)],
            dtype=np.float64,
        ).reshape(-1, 3)  # fmt: skip
        self.places = np.zeros(len(rows), dtype=np.int64)
        self.kept = np.zeros(len(rows), dtype=bool)
        if base is not None and len(base):
            self.places = np.minimum(np.searchsorted(base.ids, self.ids), len(base) - 1)
            self.kept = base.ids[self.places] == self.ids
            self.kept &= base.artists[self.places] == self.artists
            self.kept &= (base.extra[SOURCE][self.places] == self.source).all(axis=1)

    @property
    def only_adds(self) -> bool:
        """Whether the version before comes first, unchanged, and then new rows."""
        held = len(self.base) if self.base is not None else 0
        return held > 0 and len(self.rows) >= held and bool(self.kept[:held].all())

    def chunks(self) -> Iterator[dict[str, NDArray[Any]]]:
        for start in range(0, max(len(self.rows), 1), _BATCH):
            yield self.chunk(start, min(start + _BATCH, len(self.rows)))

    def chunk(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        part, kept = slice(start, stop), self.kept[start:stop]
        new = [row for row, old in zip(self.rows[part], kept, strict=True) if not old]
        columns = self._read(new)
        if kept.any() and self.base is not None:
            columns = _merged(columns, self.base, self.places[part], kept)
        return {**columns, "ids": self.ids[part], "artists": self.artists[part],
                SOURCE: self.source[part]}  # fmt: skip

    def _read(self, rows: list[IndexRow]) -> dict[str, NDArray[Any]]:
        columns, analyser = profile_columns(
            [row.id for row in rows], self._profiles(rows), [0] * len(rows)
        )
        if rows and analyser != self.analyser:
            raise SnapshotProblem(f"profiles of several analysers: {analyser}, {self.analyser}")
        return columns

    def _profiles(self, rows: list[IndexRow]) -> Iterator[TrackProfile]:
        space = style_space(self.analyser)
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            wanted = Profile.objects.filter(pk__in={row.profile_id for row in batch})
            packed = dict(wanted.values_list("pk", "vectors"))
            for row in batch:
                heard = TrackProfile.unpack(bytes(packed[row.profile_id]))
                if heard.analyser != self.analyser and style_space(heard.analyser) == space:
                    heard = replace(heard, analyser=self.analyser)
                yield with_known_voice(heard, row.voice)


def _merged(
    new: dict[str, NDArray[Any]], base: Snapshot, places: NDArray[np.int64], kept: NDArray[np.bool_]
) -> dict[str, NDArray[Any]]:
    """Rows of the version before where ``kept``, new ones elsewhere."""
    columns = {}
    for name in CORE:
        held = getattr(base, name)
        if not kept.all() and new[name].shape[1:] != held.shape[1:]:
            raise SnapshotProblem(
                f"profiles of several widths: {name} has {held.shape[1:]} numbers in the version "
                f"before and {new[name].shape[1:]} in new tracks"
            )
        columns[name] = np.empty((len(kept), *held.shape[1:]), dtype=held.dtype)
        columns[name][kept] = held[places[kept]]
        if not kept.all():
            columns[name][~kept] = new[name]
    return columns


def _opened(before: Path | None, analyser: str) -> Snapshot | None:
    try:
        base = Snapshot.open(before) if before is not None else None
    except SnapshotProblem:  # lost, damaged or of an older format: everything is read anew
        return None
    if base is None or base.meta["analyser"] != analyser or SOURCE not in base.extra:
        return None
    # Written before all columns of today existed: it can be searched, but not added to.
    return base if base.meta["columns"].keys() >= CORE.keys() else None
