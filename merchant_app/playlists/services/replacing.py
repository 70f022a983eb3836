"""A version in which tracks that lost their right gave their places to the next best ones."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from matching.intent.state import verdicts
from matching.retrieval.query import Query, QueryProblem
from merchant_app import music
from merchant_app.accounts.models import User
from merchant_app.playlists.carried import taught_to
from merchant_app.playlists.exposure import listed_before
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.versions import (
    current_version,
    events_of,
    lock,
    query_now,
    wishes_of,
)
from merchant_app.playlists.survivors import survivors

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Replaced:
    """The new version, and which track took the place of each one lost; None where nothing did."""

    version: PlaylistVersion
    replaced: dict[int, int | None]


def version_replace(
    *,
    playlist: Playlist,
    version: PlaylistVersion,
    cleared: Collection[int],
    moment: datetime | None = None,
    user: User | None = None,
) -> Replaced | None:
    """Write `version` down anew without what is not in `cleared`, its gaps filled; None when
    nothing at all would be left.

    Everything that may stay keeps its place; what its owner forbade since does not stay. A gap
    takes the next best cleared track for the playlist's brief and everything said so far, never one
    that was rejected or stands in the list.
    The playlist's row must be locked; the same rows give the same version again.
    """
    items = list(version.items.order_by("position", "pk"))
    stand_in = survivors(item.track_id for item in items)
    staying = set(stand_in.values()).intersection(cleared)
    staying -= music.forbidden_ids(staying, wishes_of(current_version(playlist))) - (
        verdicts(events_of(playlist)).accepted
    )
    lost = [item for item in items if stand_in[item.track_id] not in staying]
    found = _next_best(playlist, staying, len(lost), moment)
    new: list[PlaylistItem] = []
    replaced: dict[int, int | None] = {}
    listed: set[int] = set()
    for item in items:
        track_id = stand_in[item.track_id]
        if track_id in staying and track_id not in listed:
            item.track_id = track_id
            new.append(item)
            listed.add(track_id)
        elif track_id not in staying:
            filling = next(found, None)
            replaced[item.track_id] = filling.track_id if filling else None
            if filling is not None:
                filling.replaces_id = item.track_id
                new.append(filling)
    if not new:
        return None
    return Replaced(_store(playlist, new, user), replaced)


def playlist_replace(*, playlist: Playlist, user: User | None) -> PlaylistVersion:
    """Replace what of the newest version may not be played now, because its owner asks for it.

    Raises PlaylistProblem: nothing_left. The newest version itself where nothing is amiss.
    """
    with transaction.atomic():
        locked = lock(playlist)
        version = current_version(locked)
        cleared = frozenset(music.cleared_ids(locked.store).tolist())
        listed = survivors(version.items.values_list("track_id", flat=True))
        if cleared.issuperset(listed.values()):
            return version
        made = version_replace(playlist=locked, version=version, cleared=cleared, user=user)
        if made is None:
            code = "nothing_left" if cleared else "nothing_cleared"
            raise PlaylistProblem(code, count=len(cleared))
    playlist.version_number = made.version.number
    return made.version


def _next_best(
    playlist: Playlist, staying: Collection[int], count: int, moment: datetime | None
) -> Iterator[PlaylistItem]:
    """Unsaved items for the gaps, best first; what is only a guess comes last."""
    events = events_of(playlist)
    said = verdicts(events)
    found = music.next_round(
        store=playlist.store,
        query=_query(playlist),
        length=len(staying) + count,
        events=events,
        wishes=wishes_of(current_version(playlist)),
        keep=staying,
        never=said.rejected,
        exposure=listed_before(playlist.created_at),
        taught=taught_to(playlist),
        boundary=playlist.store.boundary,
        moment=moment,
    )
    new = sorted(
        (ranked for ranked in found.items if ranked.id not in staying),
        key=lambda ranked: (ranked.guess, -ranked.score, ranked.id),
    )
    for ranked in new[:count]:
        yield PlaylistItem(
            track_id=ranked.id,
            score=ranked.score,
            reasons=[reason.to_json() for reason in ranked.reasons],
            guess=ranked.guess,
            chance=ranked.chance,
            shown_with=ranked.shown_with,
            kept=ranked.id in said.accepted,
        )


def _query(playlist: Playlist) -> Query:
    """What the brief asks for; nothing where that cannot be read any more: the gap is filled by
    what was said of tracks, and by their variety."""
    try:
        return query_now(playlist)
    except QueryProblem:
        log.warning("the query of playlist %s cannot be read", playlist.pk)
        return Query()


def _store(playlist: Playlist, items: list[PlaylistItem], user: User | None) -> PlaylistVersion:
    """The newest version of the playlist. What was wished for stays as it was."""
    current = current_version(playlist)
    version = PlaylistVersion.objects.create(
        playlist=playlist,
        number=playlist.version_number + 1,
        origin=PlaylistVersion.Origin.RIGHTS,
        wishes=current.wishes,
        considered=current.considered,
        sureness=current.sureness,
        split=current.split,
        made_with=music.made_with(),
        created_by=user,
    )
    for position, item in enumerate(items, start=1):
        item.pk, item.version, item.position = None, version, position
    PlaylistItem.objects.bulk_create(items)
    playlist.version_number = version.number
    playlist.save(update_fields=["version_number", "updated_at"])
    return version
