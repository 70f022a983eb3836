"""What managers do with a playlist: block, replace, restore, rename, resize, copy, delete."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from licensing.catalogue.models import Track
from merchant_app.accounts.access import MerchantRequest, merchant_required
from merchant_app.accounts.models import Membership
from merchant_app.numbers import whole_number
from merchant_app.playlists.access import own_playlist
from merchant_app.playlists.models import PlaylistVersion
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.room.views import round_sent, show_next
from merchant_app.playlists.selectors import tracks_missing
from merchant_app.playlists.services import playlists as services
from merchant_app.playlists.services.replacing import playlist_replace
from merchant_app.playlists.services.versions import playlist_refill, version_restore
from merchant_app.stores.services.blocks import artist_block, track_block

MANAGER = Membership.Role.MANAGER


@require_POST
@merchant_required(role=MANAGER)
def block(request: MerchantRequest, pk: int) -> HttpResponse:
    """Never play a track (`track`), or its artist (`what=artist`), in this store again.

    Its place in the list is filled by the next best. Verdicts not yet sent count too.
    """
    playlist = own_playlist(request, pk)
    track = get_object_or_404(Track, pk=whole_number(request.POST.get("track", "")) or 0)
    by_artist = request.POST.get("what") == "artist" and bool(track.artist)

    def made() -> PlaylistVersion:
        round_sent(request, playlist)
        if by_artist:
            artist_block(store=playlist.store, artist=track.artist)
        else:
            track_block(store=playlist.store, track=track)
        return playlist_refill(playlist=playlist, user=request.user)

    name = track.artist if by_artist else track.title
    done = _("“%(name)s” is never played in %(store)s again.") % {
        "name": name,
        "store": playlist.store.name,
    }
    return show_next(request, playlist, made, done=done)


@require_POST
@merchant_required(role=MANAGER)
def replace(request: MerchantRequest, pk: int) -> HttpResponse:
    """Give the places of tracks that may not be played to the next best ones."""
    playlist = own_playlist(request, pk)
    return show_next(
        request,
        playlist,
        lambda: playlist_replace(playlist=playlist, user=request.user),
        done=_("What may not be played was replaced."),
    )


@require_POST
@merchant_required(role=MANAGER)
def restore(request: MerchantRequest, pk: int, number: int) -> HttpResponse:
    """Bring an earlier version back."""
    playlist = own_playlist(request, pk)
    try:
        version = version_restore(playlist=playlist, number=number, user=request.user)
    except PlaylistProblem as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Version %(number)s is back as the newest.") % {"number": number}
        )
        missing = tracks_missing(version, playlist.versions.get(number=number))
        if missing:
            messages.info(
                request,
                ngettext(
                    "One of its tracks did not come back: it was rejected since, or may no longer "
                    "be played here.",
                    "%(count)s of its tracks did not come back: they were rejected since, or may "
                    "no longer be played here.",
                    missing,
                )
                % {"count": missing},
            )
    return redirect("playlists:detail", playlist.pk)


@require_POST
@merchant_required(role=MANAGER)
def act(request: MerchantRequest, pk: int, action: str) -> HttpResponse:
    """Rename, change the length, duplicate or delete."""
    playlist = own_playlist(request, pk)
    if action == "rename":
        services.playlist_rename(playlist=playlist, name=request.POST.get("name", ""))
    elif action == "duplicate":
        playlist = services.playlist_duplicate(playlist=playlist, user=request.user)
        messages.success(request, _("Here is a copy with a history of its own."))
    elif action == "length":
        length = whole_number(request.POST.get("length", ""))
        if length is not None:
            return show_next(
                request,
                playlist,
                lambda: services.playlist_resize(
                    playlist=playlist, length=length, user=request.user
                ),
            )
    else:
        store_id = playlist.store_id
        if services.playlist_delete(playlist=playlist):
            messages.warning(
                request,
                _("“%(name)s” was deleted and is off air: the players of the shop fall silent.")
                % {"name": playlist.name},
            )
        else:
            messages.success(request, _("The playlist was deleted. Its plays stay on record."))
        return redirect("stores:detail", store_id)
    return redirect("playlists:detail", playlist.pk)
