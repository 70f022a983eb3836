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
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from merchant_app.accounts.access import (
    MerchantRequest,
    may,
    merchant_required,
    stores_of,
)
from merchant_app.accounts.models import Membership
from merchant_app.numbers import whole_number
from merchant_app.playlists.access import own_playlist
from merchant_app.playlists.left import accepted_and_left
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.room.changes import came_back, change_of, tracks_moved
from merchant_app.playlists.room.rows import room_rows, round_number
from merchant_app.playlists.room.stand_ins import seeds_shown, stand_ins
from merchant_app.playlists.room.sure import sure_card
from merchant_app.playlists.room.taste_cards import taste_cards
from merchant_app.playlists.room.wish_cards import teachers_of, wish_cards, wish_choices
from merchant_app.playlists.selectors import (
    VersionView,
    playlists_of,
    version_view,
    with_on_air,
)
from merchant_app.playlists.services.feedback import StaleVersion, feedback_give
from merchant_app.playlists.services.versions import current_version

MANAGER = Membership.Role.MANAGER


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
    return _shown(
        request, f"playlists/{'room' if inner else 'room_page'}.html", _room(request, version)
    )


def _room(request: MerchantRequest, version: PlaylistVersion) -> dict[str, Any]:
    """What the templates of the room show of a version."""
    language = get_language() or "en"
    seeds = seeds_shown(version.playlist)
    songs = {seed.track_id for seed in seeds if seed.track_id is not None}
    view = version_view(
        version, user=request.user, language=language, beside=songs | teachers_of(version)
    )
    change = change_of(view)
    rows = room_rows(view, change)
    publications = view.playlist.store.publications.filter(stopped_at__isnull=True)
    return {
        "view": view,
        "playlist": view.playlist,
        "store": view.playlist.store,
        "version": version,
        "change": change,
        "round_number": round_number(view),
        "rows": rows,
        "asked": sum(row.asked for row in rows),
        "refused": [row for row in view.items if not row.licence["allowed"]],
        "left": accepted_and_left(view, language),
        "came_back": came_back(view) if view.is_current else [],
        "stand_ins": stand_ins(seeds, view),
        "wish_cards": wish_cards(view, user=request.user),
        "wish_choices": wish_choices(view),
        "sure": sure_card(view),
        "on_air": publications.filter(version__playlist=view.playlist).first(),
        "may_manage": may(request.membership, MANAGER),
        "view_choice": _view_choice(request, view),
        **taste_cards(view),
    }


def _shown(request: MerchantRequest, template: str, room: dict[str, Any]) -> HttpResponse:
    answer = render(request, template, room)
    # The browser's Back must not bring an outdated version to act on.
    answer["Cache-Control"] = "no-store"
    return answer


def _view_choice(request: HttpRequest, view: VersionView) -> str:
    """List or stage, as chosen before (static/js/room/stage.js); old versions are looked over."""
    listed = request.COOKIES.get("room-view") == "list" or not view.is_current
    return "list" if listed else "stage"


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
    version = PlaylistVersion.objects.select_related("playlist__store", "playlist__brief").get(
        pk=version.pk
    )
    room = _room(request, version)
    answer = _shown(request, "playlists/room.html", {**room, "problem": problem, "carry": carry})
    answer["HX-Push-Url"] = reverse("playlists:detail", args=[playlist.pk])
    done = tracks_moved(room["change"]) if moved else done
    if done and not problem:
        said = {"text": done, "level": "success", "name": "room"}
        answer["HX-Trigger"] = json.dumps({"foyer:toast": said})
    return answer
