"""Telling merchants' own programs, by webhook, what the sweep found and did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from licensing.catalogue.models import Track
from licensing.rights.reasons import Reason
from merchant_app.onair.models import LostRight
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.stores.models import Store
from merchant_app.webhooks.models import EventKind
from merchant_app.webhooks.services import emit

#: Tracks one message names; it always says how many there were.
NAMED = 100


def program_told_lost(*, store: Store, lost: Sequence[LostRight]) -> None:
    """clearance.lost: tracks that were on air and may not play any more, each with its reasons."""
    if lost:
        tracks = _tracks(lost)
        rows = [
            {
                **_track(tracks[row.track_id]),
                "reasons": [_said(reason) for reason in row.reasons],
                "leaving": row.leaving,
                "lost_at": row.lost_at,
            }
            for row in lost[:NAMED]
            if row.track_id in tracks
        ]
        _emit(EventKind.CLEARANCE_LOST, store, lost, {"tracks": rows, "number": len(lost)})


def program_told_back(*, store: Store, back: Sequence[LostRight]) -> None:
    """clearance.regained: tracks that were lost there and may play again."""
    if back:
        tracks = _tracks(back)
        rows = [_track(tracks[row.track_id]) for row in back[:NAMED] if row.track_id in tracks]
        _emit(EventKind.CLEARANCE_REGAINED, store, back, {"tracks": rows, "number": len(back)})


def program_told_refilled(
    *,
    store: Store,
    playlist: Playlist,
    version: PlaylistVersion,
    replaced: dict[int, int | None],
) -> None:
    """playlist.refilled: the version now on air, and which track took which one's place."""
    emit(
        organisation=store.organisation,
        event=EventKind.PLAYLIST_REFILLED,
        payload={
            "store": _store(store),
            "playlist": {"id": playlist.pk, "name": playlist.name},
            "version": version.number,
            "replaced": [
                {"track": track, "by": by} for track, by in list(replaced.items())[:NAMED]
            ],
            "number": len(replaced),
        },
        key=f"version:{version.pk}",
    )


def _emit(
    event: EventKind, store: Store, rows: Sequence[LostRight], payload: dict[str, Any]
) -> None:
    emit(
        organisation=store.organisation,
        event=event,
        payload={"store": _store(store), **payload},
        key=f"{store.pk}:{rows[0].pk}-{rows[-1].pk}",
    )


def _tracks(rows: Sequence[LostRight]) -> dict[int, Track]:
    return Track.objects.in_bulk([row.track_id for row in rows[:NAMED]])


def _store(store: Store) -> dict[str, Any]:
    return {"id": store.pk, "name": store.name, "territory": store.territory}


def _track(track: Track) -> dict[str, Any]:
    return {"id": track.pk, "title": track.title, "artist": track.artist, "isrc": track.isrc}


def _said(reason: dict[str, Any]) -> dict[str, str]:
    made = Reason(reason["code"], _params(reason["params"]))
    return {"code": made.code, "sentence": made.say("en"), "sentence_zh": made.say("zh")}


def _params(params: dict[str, Any]) -> dict[str, Any]:
    """Lists come back from JSON where the reason had tuples."""
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in params.items()
    }
