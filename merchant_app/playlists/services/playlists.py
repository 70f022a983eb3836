"""Renaming, resizing, duplicating and deleting playlists."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from merchant_app.accounts.models import User
from merchant_app.onair.services import unpublish
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.playlists.services.recording import verdicts_copy
from merchant_app.playlists.services.versions import current_version, lock, next_version

MAX_LENGTH = 200


def playlist_rename(*, playlist: Playlist, name: str) -> Playlist:
    name = " ".join(name.replace("\0", "").split())[:150]
    if name:
        playlist.name = name
        playlist.save(update_fields=["name", "updated_at"])
    return playlist


def playlist_resize(*, playlist: Playlist, length: int, user: User | None) -> PlaylistVersion:
    """Change how many tracks the playlist has; what stands in it stays as far as it fits."""
    with transaction.atomic():
        locked = lock(playlist)
        locked.length = min(max(length, 1), MAX_LENGTH)
        locked.save(update_fields=["length"])
        version = next_version(locked, origin=PlaylistVersion.Origin.WISH, user=user)
    playlist.length, playlist.version_number = locked.length, version.number
    return version


def playlist_duplicate(*, playlist: Playlist, user: User | None) -> Playlist:
    """A playlist of its own with the current tracks and all that was said so far."""
    with transaction.atomic():
        copy = Playlist.objects.create(
            store=playlist.store,
            name=_("%(name)s (copy)") % {"name": playlist.name[:140]},
            length=playlist.length,
            query=playlist.query,
            carried=playlist.carried,
            carries_over=playlist.carries_over,
            version_number=1,
            created_by=user,
        )
        # Before the version, which knows of them: they are no news to it.
        verdicts_copy(playlist.verdicts.filter(undone_at=None, voter=None).order_by("pk"), to=copy)
        current = current_version(playlist)
        version = PlaylistVersion.objects.create(
            playlist=copy,
            number=1,
            origin=PlaylistVersion.Origin.COPY,
            wishes=current.wishes,
            considered=current.considered,
            sureness=current.sureness,
            made_with=current.made_with,
            created_by=user,
        )
        items = list(current.items.all())
        for item in items:
            item.pk, item.version = None, version
        PlaylistItem.objects.bulk_create(items)
    return copy


def playlist_delete(*, playlist: Playlist) -> bool:
    """Delete a playlist with its versions; on air, it is stopped first. Its plays stay on record.

    Waits for a round that is being made, whose rows could not be stored otherwise. Returns whether
    it was on air.
    """
    with transaction.atomic():
        stopped = unpublish(store=playlist.store, playlist=playlist)
        lock(playlist).delete()
    return stopped
