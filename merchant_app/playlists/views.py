"""The playlists of an organisation, and the listening room of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from merchant_app.accounts.access import MerchantRequest, may, merchant_required, own_or_404
from merchant_app.accounts.models import Membership
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.pages import room_rows, stand_ins, wish_choices
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.selectors import playlists_of, version_view, with_on_air
from merchant_app.playlists.services import playlists as services
from merchant_app.playlists.services.feedback import feedback_give, wish_set
from merchant_app.playlists.services.versions import current_version, version_restore

MANAGER = Membership.Role.MANAGER


def _playlist(request: MerchantRequest, pk: int) -> Playlist:
    return own_or_404(request, playlists_of(request.membership.organisation), pk)


@require_GET
@merchant_required
def listing(request: MerchantRequest) -> HttpResponse:
    """All playlists, newest first."""
    rows = with_on_air(playlists_of(request.membership.organisation))
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "playlists/list.html", {"page": page})


@require_GET
@merchant_required
def detail(request: MerchantRequest, pk: int) -> HttpResponse:
    """The listening room; `version` shows an earlier version."""
    playlist = _playlist(request, pk)
    number = request.GET.get("version", "")
    version = (
        get_object_or_404(playlist.versions, number=int(number))
        if number.isdigit()
        else current_version(playlist)
    )
    return _room(request, version, "playlists/room_page.html")


def _room(
    request: MerchantRequest, version: PlaylistVersion, template: str, **more: Any
) -> HttpResponse:
    language = get_language() or "en"
    view = version_view(version, user=request.user, language=language)
    on_air = view.playlist.store.publications.filter(stopped_at__isnull=True).first()
    context = {
        "view": view,
        "playlist": view.playlist,
        "store": view.playlist.store,
        "version": version,
        "rows": room_rows(view),
        "stand_ins": stand_ins(view.playlist),
        "wish_choices": wish_choices(view.wishes, language),
        "kept_count": sum(1 for row in view.items if row.item.kept),
        "on_air": on_air if on_air and on_air.version.playlist_id == view.playlist.pk else None,
        "may_manage": may(request.membership, MANAGER),
        **more,
    }
    return render(request, template, context)


@require_POST
@merchant_required
def feedback(request: MerchantRequest, pk: int) -> HttpResponse:
    """Take the verdicts of this round and show the next version."""
    playlist = _playlist(request, pk)
    return _next(
        request,
        playlist,
        lambda: feedback_give(
            playlist=playlist,
            user=request.user,
            accept=_ids(request, "accept"),
            reject=_ids(request, "reject"),
            idempotency_key=request.POST.get("key", ""),
        ),
    )


def _ids(request: HttpRequest, name: str) -> list[int]:
    return [int(value) for value in request.POST.getlist(name) if value.isdigit()]


@require_POST
@merchant_required(role=MANAGER)
def wish(request: MerchantRequest, pk: int) -> HttpResponse:
    """Set, lock or take away a wish and show the next version."""
    playlist = _playlist(request, pk)
    key, _bar, direction = request.POST.get("wish", "").partition("|")
    action = request.POST.get("action", "set")
    return _next(
        request,
        playlist,
        lambda: wish_set(
            playlist=playlist,
            user=request.user,
            key=key,
            direction=-1 if direction == "-1" else 1,
            locked=action == "lock",
            removed=action == "remove",
        ),
    )


@require_POST
@merchant_required(role=MANAGER)
def restore(request: MerchantRequest, pk: int, number: int) -> HttpResponse:
    """Bring an earlier version back."""
    playlist = _playlist(request, pk)
    try:
        version_restore(playlist=playlist, number=number, user=request.user)
    except PlaylistProblem as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Version %(number)s is back as the newest.") % {"number": number}
        )
    return redirect("playlists:detail", playlist.pk)


def _next(
    request: MerchantRequest, playlist: Playlist, make: Callable[[], PlaylistVersion]
) -> HttpResponse:
    problem = ""
    try:
        version = make()
    except PlaylistProblem as error:
        problem, version = str(error), current_version(playlist)
    if not request.headers.get("HX-Request"):
        if problem:
            messages.error(request, problem)
        return redirect("playlists:detail", playlist.pk)
    playlist.refresh_from_db()
    answer = _room(request, version, "playlists/room.html", problem=problem, fresh=not problem)
    answer["HX-Push-Url"] = reverse("playlists:detail", args=[playlist.pk])
    return answer


@require_POST
@merchant_required(role=MANAGER)
def act(request: MerchantRequest, pk: int, action: str) -> HttpResponse:
    """Rename, change the length, duplicate or delete."""
    playlist = _playlist(request, pk)
    if action == "rename":
        services.playlist_rename(playlist=playlist, name=request.POST.get("name", ""))
    elif action == "duplicate":
        playlist = services.playlist_duplicate(playlist=playlist, user=request.user)
        messages.success(request, _("Here is a copy with a history of its own."))
    elif action == "length":
        length = request.POST.get("length", "")
        if length.isdigit():
            services.playlist_resize(playlist=playlist, length=int(length), user=request.user)
    else:
        store_id = playlist.store_id
        services.playlist_delete(playlist=playlist)
        messages.success(request, _("The playlist was deleted. Its plays stay on record."))
        return redirect("stores:detail", store_id)
    return redirect("playlists:detail", playlist.pk)
