"""What one click says of a track, checked before anything is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from matching.intent.state import ACCEPTING, EVENT_KINDS, REJECTING
from merchant_app.playlists.problems import PlaylistProblem

#: A round is ten or twenty answers; a program that catches up sends more, but not without end.
MOST_AT_ONCE = 500
LONGEST_CLICK = 64
#: What a bigint holds.
LARGEST_ID = 2**63
#: A day. Whoever heard a track for longer left the page open.
LONGEST_HEARD_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Said:
    """One click on one track.

    kind: accept, reject, skip, more or less. click: a name for this click, so that a repeated
    request stores it once; heard_ms: how long the track had been heard. Raises PlaylistProblem
    for another kind.
    """

    track: int
    kind: str
    click: str = ""
    heard_ms: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in EVENT_KINDS:
            raise PlaylistProblem("unknown_kind", kind=str(self.kind)[:40])

    @property
    def stored_click(self) -> str:
        return stored_name(self.click, LONGEST_CLICK)

    @property
    def stored_heard_ms(self) -> int | None:
        return None if self.heard_ms is None else min(max(self.heard_ms, 0), LONGEST_HEARD_MS)


def said_in_lists(said: Iterable[Said], lists: Mapping[str, Collection[int]]) -> list[Said]:
    """Everything one request says, oldest first; `lists` are track ids by kind.

    In a sequence a later click on the same track is a changed mind. Lists have no order: a track
    on both sides is a mistake, and PlaylistProblem says so. Also raised for too many at once.
    """
    sides = [
        set().union(*(lists.get(kind, ()) for kind in kinds)) for kinds in (ACCEPTING, REJECTING)
    ]
    if both := set.intersection(*sides):
        raise PlaylistProblem("accept_and_reject", track=min(both))
    found = [*said, *(Said(track, kind) for kind in lists for track in sorted(set(lists[kind])))]
    if len(found) > MOST_AT_ONCE:
        raise PlaylistProblem("too_much_said", count=len(found), most=MOST_AT_ONCE)
    return found


def stored_name(name: str, longest: int) -> str:
    """A name that a program gave, as it is stored; a long or odd one by its hash (64 characters),
    so that two of them stay two."""
    plain = len(name) <= longest and name.isprintable()
    return name if plain else hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
