"""Switching on and off what a playlist starts from, choosing its source, and forgetting it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from matching.intent.state import ACCEPTING, REJECTING, Wish
from merchant_app.accounts.models import Organisation, User
from merchant_app.playlists.carried import NOTHING, carried_for
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.ruled_out import ruled_out, with_never, without_asked
from merchant_app.playlists.services.versions import (
    current_version,
    lock,
    next_version,
    wishes_of,
)


def carry_over(*, playlist: Playlist, choice: str, user: User | None) -> PlaylistVersion:
    """Start from this source (`carried.OWN`, `SIBLINGS`, `store:7`) or from nothing; re-match.

    The source is gathered anew, and so is what the store rules out; what came along before goes
    with its source. What is so already makes no version. Raises
    PlaylistProblem: nothing_taught, and where nothing would be left to offer.
    """
    with transaction.atomic():
        row = lock(playlist)
        before = (row.carries_over, row.carried)
        newest = current_version(row)
        came_along = (
            {wish.subject for wish in ruled_out(row.carried)} if row.carries_over else set()
        )
        own = [w for w in wishes_of(newest) if not (w.never and w.subject in came_along)]
        row.carries_over = choice != NOTHING
        if row.carries_over:
            row.carried = carried_for(row.store, choice, apart_from=row)
            if not row.carried:
                raise PlaylistProblem("nothing_taught")
            said = [Wish.from_json(each) for each in newest.wishes]
            said = [wish for wish in said if not (wish.never and wish.subject in came_along)]
            never = without_asked(ruled_out(row.carried), said)
            row.carried = with_never(row.carried, never)
            own += never
        if before == (row.carries_over, row.carried):
            return newest
        row.save(update_fields=["carries_over", "carried"])
        version = next_version(row, origin=PlaylistVersion.Origin.WISH, user=user, wishes=own)
    playlist.carried, playlist.carries_over = row.carried, row.carries_over
    playlist.version_number = version.number
    return version


def carried_forget(
    *,
    organisation: Organisation,
    verdicts: Collection[int] = (),
    playlists: Collection[int] = (),
    stores: Collection[int] = (),
) -> int:
    """Take what came from these verdicts, playlists or stores out of every later playlist.

    Returns how many playlists knew of it. Their lists stay as they are until their next round.
    """
    gone = {"verdict": set(verdicts), "playlist": set(playlists), "store": set(stores)}
    knew = 0
    with transaction.atomic():
        rows = Playlist.objects.select_for_update(no_key=True, of=("self",))
        for playlist in rows.filter(store__organisation=organisation).exclude(carried={}):
            events = playlist.carried.get("events", [])
            left = [
                each for each in events if not any(each.get(name) in gone[name] for name in gone)
            ]
            if len(left) < len(events):
                playlist.carried = _recounted(playlist.carried, left)
                playlist.save(update_fields=["carried"])
                knew += 1
    return knew


def _recounted(carried: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
    """The same source with these events only; {} where none is left."""
    sources = []
    for source in carried.get("sources", []):
        own = [each for each in events if each["store"] == source["store"]]
        if own:
            counted = {
                "playlists": len({each["playlist"] for each in own}),
                "accepted": sum(each["kind"] in ACCEPTING for each in own),
                "rejected": sum(each["kind"] in REJECTING for each in own),
            }
            sources.append({**source, **counted})
    left = {**carried, "sources": sources, "events": events}
    # What was ruled out by hand was no verdict: it stays, as it does in the list it was set in.
    return left if events or carried.get("never") else {}
