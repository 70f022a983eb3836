"""What an export holds: plain rows, table by table, without secrets.

Sign-in data, player links and invitation links stay out: whoever holds the file must not be able
to act with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import F, QuerySet

from merchant_app.accounts.models import Organisation
from merchant_app.briefs.models import Brief, BriefInput, Seed
from merchant_app.compliance.models import Certificate
from merchant_app.onair.models import Play, PlayerDevice, Publication
from merchant_app.playlists.models import Hearing, Playlist, PlaylistItem, PlaylistVersion, Verdict
from merchant_app.stores.models import BlockedArtist, BlockedTrack, Store
from merchant_app.webhooks.models import Endpoint

Row = dict[str, Any]
CHUNK = 2000


def _rows(
    query: Callable[[Organisation], QuerySet[Any]], *fields: str, **named: str
) -> Callable[[Organisation], Iterator[Row]]:
    def read(organisation: Organisation) -> Iterator[Row]:
        values = (
            query(organisation)
            .order_by("pk")
            .values(*fields, **{name: F(path) for name, path in named.items()})
        )
        return iter(values.iterator(chunk_size=CHUNK))

    return read


_TRACK = {"track_title": "track__title", "track_artist": "track__artist"}

#: File name in the archive → what reads its rows.
TABLES: dict[str, Callable[[Organisation], Iterator[Row]]] = {
    "organisation": _rows(
        lambda own: Organisation.objects.filter(pk=own.pk),
        "id", "name", "retention_days", "created_at",
    ),
    "team": _rows(
        lambda own: own.memberships.all(),
        "role", "created_at", name="user__name", email="user__email",
    ),
    "invitations": _rows(
        lambda own: own.invitations.all(),
        "email", "role", "created_at", "expires_at", "accepted_at",
    ),
    "stores": _rows(
        lambda own: Store.objects.filter(organisation=own),
        "id", "name", "premises_type", "territory", "timezone", "opening_hours", "floor_area_m2",
        "activities", "explicit_choice", "brand", "boundary", "created_at",
    ),
    "blocked_tracks": _rows(
        lambda own: BlockedTrack.objects.filter(store__organisation=own),
        "store_id", "track_id", "created_at", **_TRACK,
    ),
    "blocked_artists": _rows(
        lambda own: BlockedArtist.objects.filter(store__organisation=own),
        "store_id", "artist", "created_at",
    ),
    "briefs": _rows(
        lambda own: Brief.objects.filter(store__organisation=own),
        "id", "store_id", "name", "status", "length", "start_from", "problems", "created_at",
        "finished_at",
        created_by_email="created_by__email",
    ),
    "brief_inputs": _rows(
        lambda own: BriefInput.objects.filter(brief__store__organisation=own),
        "id", "brief_id", "kind", "text", "original_name", "bytes", "sha256", "status",
        "understanding", "problems", "created_at", "file_deleted_at",
    ),
    "seeds": _rows(
        lambda own: Seed.objects.filter(brief__store__organisation=own),
        "id", "brief_id", "input_id", "position", "name", "artist", "title", "outcome", "problem",
        "track_id", "substitute_id", "similarity",
    ),
    "playlists": _rows(
        lambda own: Playlist.objects.filter(store__organisation=own),
        "id", "store_id", "brief_id", "name", "length", "query", "version_number", "carried",
        "carries_over", "split_from_id", "created_at", "updated_at",
    ),
    "playlist_versions": _rows(
        lambda own: PlaylistVersion.objects.filter(playlist__store__organisation=own),
        "id", "playlist_id", "number", "origin", "restored_from", "wishes", "considered",
        "sureness", "held_back", "widen", "split", "made_with", "created_at",
    ),
    "playlist_items": _rows(
        lambda own: PlaylistItem.objects.filter(version__playlist__store__organisation=own),
        "version_id", "position", "track_id", "score", "reasons", "guess", "kept", "chance",
        "shown_with",
        "substitute_for_id", "replaces_id", merged_into_id="track__merged_into", **_TRACK,
    ),
    "verdicts": _rows(
        lambda own: Verdict.objects.filter(playlist__store__organisation=own),
        "id", "playlist_id", "version_number", "round_number", "position", "track_id", "kind",
        "guess", "chance", "shown_with", "heard_ms", "made_with", "created_at", "undone_at",
        email="user__email", voter_name="voter__name",
    ),
    "comparisons_by_ear": _rows(
        lambda own: Hearing.objects.filter(playlist__store__organisation=own),
        "id", "playlist_id", "earlier", "later", "pairs", "chosen", "finished_at", "created_at",
        email="user__email",
    ),
    "forgotten": _rows(
        lambda own: own.forgettings.all(),
        "kind", "verdicts", "asked_at", asked_by_email="asked_by__email",
    ),
    "on_air": _rows(
        lambda own: Publication.objects.filter(store__organisation=own),
        "id", "store_id", "version_id", "playlist_name", "version_number", "track_ids",
        "published_at", "stopped_at",
    ),
    "players": _rows(
        lambda own: PlayerDevice.objects.filter(store__organisation=own),
        "id", "store_id", "name", "last_seen_at", "last_sound_at", "revoked_at", "created_at",
    ),
    "plays": _rows(
        lambda own: Play.objects.filter(organisation=own),
        "key", "store_id", "store_name", "publication_id", "device_id", "track_id", "started_at",
        "finished_at", "ms_played", "transition", "source", "timezone", "licence", "cleared",
        **_TRACK,
    ),
    "certificates": _rows(
        lambda own: Certificate.objects.filter(organisation=own),
        "serial", "store_id", "issued_at", "snapshot", "sha256", "withdrawn_at",
    ),
    "webhooks": _rows(
        lambda own: Endpoint.objects.filter(organisation=own),
        "id", "address", "events", "stopped", "stopped_at", "created_at",
    ),
}  # fmt: skip
