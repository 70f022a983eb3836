"""The playlists of an organisation, and the listening room of one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing.catalogue.models import Track
from merchant_app.accounts.access import (
    MerchantRequest,
    may,
    merchant_required,
    own_or_404,
    stores_of,
)
from merchant_app.accounts.models import Membership
from merchant_app.numbers import whole_number
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.pages import (
    came_back,
    change_of,
    room_rows,
    round_number,
    stand_ins,
    tracks_moved,
)
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.selectors import playlists_of, tracks_missing, version_view, with_on_air
from merchant_app.playlists.services import playlists as services
from merchant_app.playlists.services.feedback import StaleVersion, feedback_give
from merchant_app.playlists.services.replacing import playlist_replace
from merchant_app.playlists.services.versions import (
    current_version,
    playlist_refill,
    version_restore,
)
from merchant_app.playlists.sure import sure_card
from merchant_app.playlists.taste_cards import taste_cards
from merchant_app.playlists.wish_cards import wish_cards, wish_choices
from merchant_app.stores.services.blocks import artist_block, track_block

MANAGER = Membership.Role.MANAGER


def own_playlist(request: MerchantRequest, pk: int) -> Playlist:
    """A playlist of the person's organisation, or Http404."""
    return own_or_404(request, playlists_of(request.membership.organisation), pk)


@require_GET
@merchant_required
def listing(request: MerchantRequest) -> HttpResponse:
    """All playlists, newest first."""
    rows = with_on_air(playlists_of(request.membership.organisation))
    store = stores_of(request).filter(pk=whole_number(request.GET.get("store", "")) or 0).first()
    if store is not None:
        rows = rows.filter(store=store)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "playlists/list.html", {"page": page, "store": store})


@require_GET
@merchant_required
def detail(request: MerchantRequest, pk: int) -> HttpResponse:
    """The listening room; `version` shows an earlier version. Asked by htmx, its inner part."""
    playlist = own_playlist(request, pk)
    number = whole_number(request.GET.get("version", ""))
    version = (
        current_version(playlist)
        if number is None
        else get_object_or_404(playlist.versions, number=number)
    )
    inner = bool(request.headers.get("HX-Request"))
    return _room(request, version, f"playlists/{'room' if inner else 'room_page'}.html")


def _room(
    request: MerchantRequest, version: PlaylistVersion, template: str, **more: Any
) -> HttpResponse:
    language = get_language() or "en"
    view = version_view(version, user=request.user, language=language)
    change = change_of(view)
    rows = room_rows(view, change)
    publications = view.playlist.store.publications.filter(stopped_at__isnull=True)
    context = {
        "view": view,
        "playlist": view.playlist,
        "store": view.playlist.store,
        "version": version,
        "change": change,
        "round_number": round_number(view),
        "rows": rows,
        "asked": sum(row.asked for row in rows),
        "refused": [row for row in view.items if not row.licence["allowed"]],
        "came_back": came_back(view) if view.is_current else [],
        "stand_ins": stand_ins(view.playlist, view),
        "wish_cards": wish_cards(view, user=request.user),
        "wish_choices": wish_choices(view),
        "sure": sure_card(view),
        "on_air": publications.filter(version__playlist=view.playlist).first(),
        "may_manage": may(request.membership, MANAGER),
        "view_choice": "list" if request.COOKIES.get("room-view") == "list" else "stage",
        **taste_cards(view),
        **more,
    }
    answer = render(request, template, context)
    # The browser's Back must not bring an outdated version to act on.
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@merchant_required
def feedback(request: MerchantRequest, pk: int) -> HttpResponse:
    """Take the verdicts of this round and show the next version."""
    playlist = own_playlist(request, pk)
    return show_next(request, playlist, lambda: _round(request, playlist), moved=True)


def _round(request: MerchantRequest, playlist: Playlist) -> PlaylistVersion:
    """What was said of the version that the page showed, sent now or before: another is stale."""
    return feedback_give(
        playlist=playlist,
        user=request.user,
        accept=_ids(request, "accept"),
        reject=_ids(request, "reject"),
        version=whole_number(request.POST.get("version", "")),
        idempotency_key=request.POST.get("key", ""),
        round=True,
    )


def round_sent(request: MerchantRequest, playlist: Playlist) -> None:
    """Take the verdicts that came along with another request, if any did."""
    if _ids(request, "accept") or _ids(request, "reject"):
        _round(request, playlist)


def _ids(request: HttpRequest, name: str) -> list[int]:
    numbers = (whole_number(value) for value in request.POST.getlist(name))
    return [number for number in numbers if number is not None]


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


def show_next(
    request: MerchantRequest,
    playlist: Playlist,
    make: Callable[[], PlaylistVersion],
    *,
    done: str = "",
    moved: bool = False,
) -> HttpResponse:
    """Make the next version and show it, or say why there is none beside the newest.

    done: what is said of it then; with `moved`, how many tracks changed. With a stale version the
    page hears which one is the newest; what was said there is on record already.
    """
    problem, carry = "", ""
    try:
        version = make()
    except StaleVersion as error:
        problem, carry, version = str(error), request.POST.get("version", ""), error.current
    except PlaylistProblem as error:
        problem, version = str(error), current_version(playlist)
    if not request.headers.get("HX-Request"):
        if problem:
            messages.error(request, problem)
        return redirect("playlists:detail", playlist.pk)
    playlist.refresh_from_db()
    version = PlaylistVersion.objects.select_related("playlist__store", "playlist__brief").get(
        pk=version.pk
    )
    answer = _room(request, version, "playlists/room.html", problem=problem, carry=carry)
    answer["HX-Push-Url"] = reverse("playlists:detail", args=[playlist.pk])
    done = tracks_moved(version) if moved else done
    if done and not problem:
        said = {"text": done, "level": "success", "name": "room"}
        answer["HX-Trigger"] = json.dumps({"foyer:toast": said})
    return answer


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
