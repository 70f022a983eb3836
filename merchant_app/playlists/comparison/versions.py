"""Two versions side by side: what stayed, came and went and why, wishes, sureness, the curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from licensing.catalogue.models import Track
from matching.intent.state import Wish
from matching.intent.sureness import Sureness
from matching.retrieval.wording import say_wish
from merchant_app.playlists.comparison.between import Between, between, weight, wishes_of
from merchant_app.playlists.comparison.curves import Curves, curves_of
from merchant_app.playlists.comparison.reasons import why_came, why_went
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.playlists.survivors import survivors

#: Strengths closer than this are drawn and told as the same.
SAME = 0.05


@dataclass(frozen=True)
class Moved:
    """A track that only one of the two has; why: as a sentence."""

    item: PlaylistItem
    why: str

    @property
    def track(self) -> Track:
        return self.item.track


@dataclass(frozen=True)
class Stayed:
    """A track of both; positions from 1."""

    track: Track
    before: int
    after: int


@dataclass(frozen=True)
class WishMoved:
    """A wish that differs. before, after: how much it counts, 0..1."""

    text: str
    before: float
    after: float
    against: bool
    locked: bool


@dataclass(frozen=True)
class Comparison:
    """The earlier version `a` and the later `b`, whatever order was asked for."""

    a: PlaylistVersion
    b: PlaylistVersion
    stayed: list[Stayed]
    came: list[Moved]
    went: list[Moved]
    wishes: list[WishMoved]
    sure_a: Sureness | None
    sure_b: Sureness | None
    curves: Curves
    way: Between

    @property
    def alike(self) -> bool:
        """The same tracks in the same order."""
        return not self.came and not self.went and all(
            row.before == row.after for row in self.stayed
        )  # fmt: skip


def compare(
    playlist: Playlist, one: PlaylistVersion, other: PlaylistVersion, tongue: str
) -> Comparison:
    """Compare two versions of a playlist; `tongue` is "en" or "zh"."""
    a, b = sorted((one, other), key=lambda version: version.number)
    before, after = items_of(a), items_of(b)
    at_a = {item.track_id: place for place, item in enumerate(before, start=1)}
    at_b = {item.track_id: place for place, item in enumerate(after, start=1)}
    way = between(playlist, a, b, set(at_a) | set(at_b))
    return Comparison(
        a=a,
        b=b,
        stayed=[
            Stayed(item.track, at_a[item.track_id], place)
            for place, item in enumerate(after, start=1)
            if item.track_id in at_a
        ],
        came=[
            Moved(item, why_came(item, way, tongue)) for item in after if item.track_id not in at_a
        ],
        went=[
            Moved(item, why_went(item, way, tongue)) for item in before if item.track_id not in at_b
        ],
        wishes=_wishes(a, b, tongue),
        sure_a=Sureness.from_json(a.sureness) if a.sureness else None,
        sure_b=Sureness.from_json(b.sureness) if b.sureness else None,
        curves=curves_of([item.track for item in before], [item.track for item in after]),
        way=way,
    )


def items_of(version: PlaylistVersion) -> list[PlaylistItem]:
    """In their order, each with the track that plays, once, and its profile."""
    rows = list(
        PlaylistItem.objects.filter(version=version)
        .select_related("track__asset__profile", "replaces")
        .order_by("position")
    )
    stand_in = survivors(row.track_id for row in rows)
    merged = [row for row in rows if stand_in[row.track_id] != row.track_id]
    tracks = Track.objects.select_related("asset__profile").in_bulk(
        [stand_in[row.track_id] for row in merged]
    )
    for row in merged:
        row.track = tracks[stand_in[row.track_id]]
    found: dict[int, PlaylistItem] = {}
    for row in rows:
        found.setdefault(row.track_id, row)
    return list(found.values())


def _wishes(a: PlaylistVersion, b: PlaylistVersion, tongue: str) -> list[WishMoved]:
    """Those that differ, the most changed first."""
    before, after = wishes_of(a), wishes_of(b)
    keys: Sequence[str] = list(dict.fromkeys((*after, *before)))
    found = [_wish(before.get(key), after.get(key), tongue) for key in keys]
    moved = [wish for wish in found if abs(wish.after - wish.before) >= SAME]
    return sorted(moved, key=lambda wish: -abs(wish.after - wish.before))


def _wish(before: Wish | None, after: Wish | None, tongue: str) -> WishMoved:
    shown = after or before
    assert shown is not None  # noqa: S101 - the key came from one of the two
    return WishMoved(
        text=say_wish(shown, tongue),
        before=weight(before),
        after=weight(after),
        against=shown.direction < 0 and shown.key.startswith("tag:"),
        locked=bool(after and after.locked),
    )
