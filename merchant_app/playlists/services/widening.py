"""More or fewer tracks for one playlist, by how sure a track must be in its store."""

from __future__ import annotations

from django.db import transaction

from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.services.versions import current_version, lock, next_version
from merchant_app.stores.boundary import Step, boundary_set
from merchant_app.stores.models import Store


def playlist_widen(*, playlist: Playlist, step: Step, user: User | None) -> PlaylistVersion:
    """Set the boundary of the playlist's store and re-match; where it is so already, nothing new.

    Raises PlaylistProblem, and leaves the boundary, where nothing would be left to offer.
    """
    with transaction.atomic():
        row = lock(playlist)
        store = Store.objects.select_for_update(no_key=True).get(pk=row.store_id)
        if store.boundary == step.value:
            return current_version(row)
        boundary_set(store=store, step=step)
        row.store = store
        version = next_version(row, origin=PlaylistVersion.Origin.WISH, user=user)
    playlist.store, playlist.version_number = store, version.number
    return version
