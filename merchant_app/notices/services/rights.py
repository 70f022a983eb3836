"""What owners, managers and editors are told when a right ends or returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from merchant_app.notices.models import Notice
from merchant_app.notices.services.telling import editors, keepers_of, tell
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.stores.models import Store

if TYPE_CHECKING:
    from merchant_app.onair.models import LostRight

MOST_NAMED = 50
"""Tracks whose names a notice keeps; it counts them all."""


def tracks_left_told(
    *, store: Store, playlist: Playlist, version: PlaylistVersion, lost: Sequence[LostRight]
) -> None:
    """Tell the keepers of a store what left its playlist, why, and what plays instead."""
    tell(
        keepers_of(store),
        kind=Notice.Kind.TRACKS_LEFT,
        key=f"tracks-left:{playlist.pk}:{version.number}",
        facts={**_place(store, playlist), "version": version.number, **_tracks(lost)},
        organisation_id=store.organisation_id,
    )


def nothing_left_told(*, store: Store, playlist: Playlist, lost: Sequence[LostRight]) -> None:
    """Tell the keepers of a store that it is silent; once for the same loss."""
    if lost:
        tell(
            keepers_of(store),
            kind=Notice.Kind.NOTHING_LEFT,
            key=f"nothing-left:{lost[0].pk}",
            facts={**_place(store, playlist), **_tracks(lost)},
            organisation_id=store.organisation_id,
        )


def tracks_back_told(*, store: Store, back: Sequence[LostRight]) -> None:
    """Tell the keepers of a store what may be played again; nothing was changed for it."""
    by_playlist: dict[int | None, list[LostRight]] = {}
    for row in back:
        by_playlist.setdefault(row.playlist_id, []).append(row)
    for rows in by_playlist.values():
        playlist = rows[0].playlist
        if playlist is not None:
            tell(
                keepers_of(store),
                kind=Notice.Kind.TRACKS_BACK,
                key=f"tracks-back:{rows[0].pk}",
                facts={**_place(store, playlist), **_tracks(rows)},
                organisation_id=store.organisation_id,
                mail=False,
            )


def catalogue_told(lost: Sequence[LostRight]) -> None:
    """Tell the editors what the end of rights did in the shops, all shops in one notice."""
    by_track = {row.track_id: row for row in lost}
    tell(
        editors(),
        kind=Notice.Kind.CATALOGUE,
        key=f"catalogue:{lost[0].pk}",
        facts={
            "shops": len({row.store_id for row in lost}),
            "playlists": len({row.playlist_id for row in lost}),
            "unfilled": sum(row.replaced_by_id is None for row in lost),
            **_tracks(list(by_track.values())),
        },
    )


def _place(store: Store, playlist: Playlist) -> dict[str, Any]:
    return {
        "store": store.pk,
        "store_name": store.name,
        "playlist": playlist.pk,
        "playlist_name": playlist.name,
    }


def _tracks(lost: Sequence[LostRight]) -> dict[str, Any]:
    return {
        "count": len(lost),
        "tracks": [
            {
                "id": row.track_id,
                "name": str(row.track),
                "reasons": row.reasons,
                "replaced_by": str(row.replaced_by) if row.replaced_by else "",
            }
            for row in lost[:MOST_NAMED]
        ],
    }
