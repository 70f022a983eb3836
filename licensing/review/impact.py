"""Who is hurt when tracks lose their right. The product above knows playlists and stores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Impact:
    """How many playlists and stores hold these tracks, and where most of the stores are."""

    playlists: int = 0
    stores: int = 0
    #: (ISO 3166 code, kind of premises) of most stores hurt; None without any.
    place: tuple[str, str] | None = None


Counting = Callable[[Sequence[int]], Impact]
_counting: list[Counting] = []


def counts_impact(counting: Counting) -> Counting:
    """Decorator: this function counts from now on, given track ids."""
    _counting[:] = [counting]
    return counting


def impact_of(track_ids: Sequence[int]) -> Impact:
    """The impact of losing these tracks; nobody is hurt where nothing above registered."""
    return _counting[0](track_ids) if _counting and track_ids else Impact()
