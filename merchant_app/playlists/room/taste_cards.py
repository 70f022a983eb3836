"""Four cards of the listening room: what it starts from, what was held back, two tastes, a word.

Each is None where it has nothing to say, and all are for the newest version only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from licensing.catalogue.models import Track
from matching.intent.boundary import BOUNDARY_KEY, Widening
from matching.intent.splitting import Split
from matching.intent.state import ACCEPTING, REJECTING, Wish
from matching.retrieval.wording import say_wish
from merchant_app.playlists.carried import (
    OWN,
    others_taught,
    say_list,
    say_names,
    say_taught,
)
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.room.remarks import remark
from merchant_app.playlists.selectors import VersionView
from merchant_app.playlists.services.splitting import ASKED_AGAIN_AFTER
from merchant_app.playlists.spoken import own_verdicts
from merchant_app.playlists.survivors import survivors
from merchant_app.stores.boundary import STEPS, Step, lower_step, step_of
from merchant_app.stores.models import Store
from merchant_app.ui.tongue import tongue_of_page

#: Tracks of one taste that can be heard from the offer to split.
EXAMPLES = 3


@dataclass(frozen=True)
class CarriedCard:
    """on: whether it counts now. chosen: the key of the source it starts from; "" for none.

    never: whether something ruled out came along.
    """

    on: bool
    chosen: str
    names: str
    own: bool
    counts: str
    never: bool


@dataclass(frozen=True)
class Way:
    """One way to `more` tracks: give up a wish (its key|direction), or lower the boundary."""

    more: int
    wish: str = ""
    text: str = ""
    step: Step | None = None


@dataclass(frozen=True)
class HeldBackCard:
    """ways: to more tracks; given_up: wishes that can be put back; back: the step to return to."""

    listed: int
    wanted: int
    held_back: int
    ways: list[Way]
    given_up: list[Way]
    step: Step
    back: Step | None


@dataclass(frozen=True)
class TasteRow:
    """One of two tastes: its wishes in words, how many tracks speak for it, and some of them."""

    wishes: str
    count: int
    tracks: list[Track]


def taste_cards(view: VersionView) -> dict[str, Any]:
    """{"carried", "held_back", "split", "remark", "remark_step"} for the room's context."""
    if not view.is_current:
        return dict.fromkeys(("carried", "held_back", "split", "remark", "remark_step"))
    said = own_verdicts(view.said)
    return {
        "carried": carried_card(view.playlist),
        "held_back": held_back_card(view.version, listed=len(view.items)),
        "split": split_card(view.version, said),
        "remark": remark(said),
        "remark_step": _stricter_than_usual(view.playlist.store),
    }


def _stricter_than_usual(store: Store) -> Step | None:
    """A step more adventurous, where the store asks for more sureness than is usual."""
    return lower_step(store) if STEPS.index(step_of(store)) > len(STEPS) // 2 else None


def carried_card(playlist: Playlist) -> CarriedCard | None:
    """What the playlist starts from, and what else it could; None where nobody taught anything."""
    sources, never = (playlist.carried.get(name, []) for name in ("sources", "never"))
    if not sources and not never and not others_taught(playlist):
        return None
    return CarriedCard(
        on=playlist.carries_over and bool(sources or never),
        chosen=playlist.carried.get("from", ""),
        names=say_names([source["store_name"] for source in sources] or [playlist.store.name]),
        own=playlist.carried.get("from") == OWN,
        counts=say_taught(
            sum(source["accepted"] for source in sources),
            sum(source["rejected"] for source in sources),
            sum(source["playlists"] for source in sources),
            never,
        ),
        never=bool(never),
    )


def held_back_card(version: PlaylistVersion, *, listed: int) -> HeldBackCard | None:
    """Why the list is short, what would widen it, and the way back from what did."""
    store = version.playlist.store
    wishes = [Wish.from_json(row) for row in version.wishes]
    step, lower = step_of(store), lower_step(store)
    removed = [wish for wish in wishes if wish.removed]
    widened = STEPS.index(step) < len(STEPS) // 2
    if not version.held_back and not widened:
        return None
    by_key = {wish.key: wish for wish in wishes if not wish.removed}
    ways = []
    for way in (Widening.from_json(row) for row in version.widen):
        if way.key == BOUNDARY_KEY and lower is not None:
            ways.append(Way(way.more, step=lower))
        elif way.key in by_key:
            ways.append(_wish_way(by_key[way.key], way.more))
    return HeldBackCard(
        listed=listed,
        wanted=version.playlist.length,
        held_back=version.held_back,
        ways=ways,
        given_up=[_wish_way(wish, 0) for wish in removed],
        step=step,
        back=STEPS[STEPS.index(step) + 1] if widened else None,
    )


def split_card(version: PlaylistVersion, said: list[tuple[str, int]]) -> list[TasteRow] | None:
    """Both tastes with tracks to hear; None where there is one, or the owner wants one list."""
    if not version.split:
        return None
    kept_at = version.playlist.one_list_at
    decided = sum(kind in ACCEPTING or kind in REJECTING for kind, _track in said)
    if kept_at is not None and decided < kept_at + ASKED_AGAIN_AFTER:
        return None
    parts = Split.from_json(version.split).parts[:2]
    stand_in = survivors({track for part in parts for track in part.accepted})
    tracks: Mapping[int, Track] = Track.objects.in_bulk(list(stand_in.values()))
    return [
        TasteRow(
            wishes=say_list(say_wish(wish, tongue_of_page()) for wish in part.wishes),
            count=len(part.accepted),
            tracks=[
                tracks[stand_in[track]] for track in part.accepted if stand_in[track] in tracks
            ][:EXAMPLES],
        )
        for part in parts
    ]


def _wish_way(wish: Wish, more: int) -> Way:
    return Way(more, wish=f"{wish.key}|{wish.direction}", text=say_wish(wish, tongue_of_page()))
