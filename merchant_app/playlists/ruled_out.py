"""What a store rules out by hand in its playlists: a new one of the same store starts with it too.

It is a rule of its store and not of others: siblings teach what they like, and forbid nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from matching.intent.state import Wish
from matching.retrieval.wording import say_wish
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.stores.models import Store
from merchant_app.ui.tongue import tongue_of_page

#: Playlists looked through, those changed last.
LOOKED_THROUGH = 50


def ruled_out_in(store: Store, apart_from: Playlist | None = None) -> list[str]:
    """Keys of what the newest versions of a store's playlists forbid, sorted. One query.

    What another of its playlists asks for by hand is no rule of the store.
    """
    newest = PlaylistVersion.objects.filter(
        playlist__store=store, number=F("playlist__version_number")
    )
    if apart_from is not None:
        newest = newest.exclude(playlist=apart_from)
    rows = newest.order_by("-playlist__updated_at").values_list("wishes", flat=True)
    wishes = [Wish.from_json(each) for row in rows[:LOOKED_THROUGH] for each in row]
    standing = [wish for wish in wishes if wish.origin == "owner" and not wish.removed]
    wanted = {wish.key for wish in standing if wish.direction > 0}
    return sorted({wish.key for wish in standing if wish.never} - wanted)


def ruled_out(carried: Mapping[str, Any]) -> list[Wish]:
    """What a `Playlist.carried` forbids, as the wishes that say so."""
    return [
        Wish(key, -1, 1.0, "owner", locked=True, never=True) for key in carried.get("never", ())
    ]


def without_asked(never: Sequence[Wish], asked: Sequence[Wish]) -> list[Wish]:
    """The part of it about which nothing is said already."""
    known = {wish.subject for wish in asked if not wish.removed}
    return [wish for wish in never if wish.subject not in known]


def with_never(carried: dict[str, Any], never: Sequence[Wish]) -> dict[str, Any]:
    """The same source, and of what it rules out this part only."""
    rest = {name: value for name, value in carried.items() if name != "never"}
    return {**rest, "never": [wish.key for wish in never]} if never else rest


def say_ruled_out(keys: Sequence[str]) -> list[str]:
    """In words of the page's language: "never: vocals"."""
    return [say_wish(wish, tongue_of_page()) for wish in ruled_out({"never": keys})]
