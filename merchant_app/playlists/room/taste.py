"""What the listening room's cards on taste do: carry over, widen, split in two."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from merchant_app.accounts.access import MerchantRequest, merchant_required
from merchant_app.accounts.models import Membership
from merchant_app.numbers import whole_number
from merchant_app.playlists.access import own_playlist
from merchant_app.playlists.carried import sources_of
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.room.views import round_sent, show_next
from merchant_app.playlists.services.carrying import carry_over
from merchant_app.playlists.services.splitting import keep_as_one, playlist_split
from merchant_app.playlists.services.versions import current_version
from merchant_app.playlists.services.widening import playlist_widen
from merchant_app.stores.boundary import BY_NAME

MANAGER = Membership.Role.MANAGER


@require_POST
@merchant_required(role=MANAGER)
def carry(request: MerchantRequest, pk: int) -> HttpResponse:
    """Start from another source (`choice`), or from nothing. Verdicts not yet sent count too."""
    playlist = own_playlist(request, pk)
    choice = request.POST.get("choice", "")
    return show_next(
        request,
        playlist,
        _after_round(
            request,
            playlist,
            lambda: carry_over(playlist=playlist, choice=choice, user=request.user),
        ),
    )


@require_GET
@merchant_required(role=MANAGER)
def sources(request: MerchantRequest, pk: int) -> HttpResponse:
    """What the playlist could start from; read when somebody opens the choice."""
    playlist = own_playlist(request, pk)
    context = {
        "playlist": playlist,
        "sources": sources_of(playlist.store, apart_from=playlist),
        "chosen": playlist.carried.get("from", "") if playlist.carries_over else "",
    }
    return render(request, "playlists/carried_sources.html", context)


@require_POST
@merchant_required(role=MANAGER)
def widen(request: MerchantRequest, pk: int) -> HttpResponse:
    """Set how sure a track must be in this store (`step`) and show what that offers."""
    playlist = own_playlist(request, pk)
    step = BY_NAME.get(request.POST.get("step", ""))

    def made() -> PlaylistVersion:
        if step is None:
            raise PlaylistProblem("unknown_step")
        return playlist_widen(playlist=playlist, step=step, user=request.user)

    done = (
        _("%(store)s is set to “%(step)s” now.")
        % {"store": playlist.store.name, "step": step.title}
        if step
        else ""
    )
    return show_next(request, playlist, _after_round(request, playlist, made), done=done)


@require_POST
@merchant_required(role=MANAGER)
def split(request: MerchantRequest, pk: int) -> HttpResponse:
    """Make two playlists of two tastes and show the second; clicked twice, it is the same one."""
    playlist = own_playlist(request, pk)
    number = whole_number(request.POST.get("version", "")) or 0
    try:
        second = playlist_split(playlist=playlist, number=number, user=request.user)
    except PlaylistProblem as error:
        messages.error(request, str(error))
        return redirect("playlists:detail", playlist.pk)
    messages.success(
        request,
        _("Here is the second playlist. “%(name)s” goes on with the rest.")
        % {"name": playlist.name},
    )
    return redirect("playlists:detail", second.pk)


@require_POST
@merchant_required(role=MANAGER)
def keep_one(request: MerchantRequest, pk: int) -> HttpResponse:
    """Keep two tastes in one list, and do not ask again for a while."""
    playlist = own_playlist(request, pk)

    def kept() -> PlaylistVersion:
        keep_as_one(playlist=playlist)
        return current_version(playlist)

    return show_next(request, playlist, kept, done=_("It stays one playlist."))


def _after_round(
    request: MerchantRequest, playlist: Playlist, make: Callable[[], PlaylistVersion]
) -> Callable[[], PlaylistVersion]:
    """`make`, once the verdicts that the page sent along are taken."""

    def made() -> PlaylistVersion:
        round_sent(request, playlist)
        return make()

    return made
