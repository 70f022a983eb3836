"""Profiles as the columns of a snapshot."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import SnapshotProblem
from matching.index.snapshot import CORE
from matching.profile.track import FACETS, STYLE_SIZE, TAG_COUNT, TIMBRE_SIZE, TrackProfile


@lru_cache(maxsize=100_000)
def artist_code(name: str) -> int:
    """A stable 63-bit code of an artist's name for artist caps; 0 for an unknown artist."""
    plain = " ".join(name.casefold().split())
    if not plain:
        return 0
    digest = hashlib.blake2b(plain.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "little") >> 1) or 1


def profile_columns(
    ids: Sequence[int] | NDArray[np.int64],
    profiles: Iterable[TrackProfile],
    artists: Sequence[int] | NDArray[np.int64],
) -> tuple[dict[str, NDArray[Any]], str]:
    """Columns of these profiles with rows ascending by id, and the analyser that made them.

    Raises SnapshotProblem when ids repeat, counts differ, or analysers or widths are mixed.
    """
    ids = np.asarray(ids, dtype=np.int64)
    if len(np.unique(ids)) != len(ids) or len(artists) != len(ids):
        raise SnapshotProblem("ids must be unique, with one artist code each")
    places = np.argsort(np.argsort(ids, kind="stable"), kind="stable")
    columns: dict[str, NDArray[Any]] = {}
    analysers: set[str] = set()
    count = 0
    for profile in profiles:
        if count == len(ids):
            raise SnapshotProblem("there are more profiles than ids")
        columns = columns or _blank(len(ids), len(profile.style), len(profile.tags))
        _check_widths(profile, columns)
        place = places[count]
        columns["style"][place] = profile.style
        columns["spread"][place] = profile.spread
        columns["tags"][place] = profile.tags
        columns["facets"][place] = profile.facet_row()
        columns["intro"][place] = profile.intro
        columns["outro"][place] = profile.outro
        columns["timbre"][place] = profile.timbre
        analysers.add(profile.analyser)
        count += 1
    if count != len(ids):
        raise SnapshotProblem(f"there are {len(ids)} ids but {count} profiles")
    if len(analysers) > 1:
        raise SnapshotProblem(f"profiles of several analysers: {', '.join(sorted(analysers))}")
    columns = columns or _blank(0, STYLE_SIZE, TAG_COUNT)
    columns["ids"][places] = ids
    columns["artists"][places] = np.asarray(artists, dtype=np.int64)
    return columns, analysers.pop() if analysers else ""


def _blank(count: int, style: int, tags: int) -> dict[str, NDArray[Any]]:
    widths = dict.fromkeys(("style", "spread", "intro", "outro"), style)
    widths |= {"tags": tags, "facets": len(FACETS), "timbre": TIMBRE_SIZE}
    return {
        name: np.zeros((count, widths[name]) if name in widths else count, dtype=dtype)
        for name, dtype in CORE.items()
    }


def _check_widths(profile: TrackProfile, columns: dict[str, NDArray[Any]]) -> None:
    for name in ("style", "tags"):
        own, others = len(getattr(profile, name)), columns[name].shape[1]
        if own != others:
            raise SnapshotProblem(
                f"profiles of several widths: {name} has {others} numbers in some tracks "
                f"and {own} in others; they come from different audio models"
            )
