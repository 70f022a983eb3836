"""What is on air in one store: put on, take off, and the store's players."""

from __future__ import annotations

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from merchant_app.accounts.access import (
    MerchantRequest,
    merchant_required,
    own_or_404,
    store_or_404,
)
from merchant_app.notices.wording import reasons_in_words
from merchant_app.numbers import whole_number
from merchant_app.onair.manifest import on_air
from merchant_app.onair.models import PlayerDevice
from merchant_app.onair.problems import OnAirProblem
from merchant_app.onair.selectors import (
    devices_of_stores,
    gives_sound,
    lost_lately,
    store_status,
)
from merchant_app.onair.services import (
    device_create,
    device_rename,
    device_revoke,
    publish,
    unpublish,
)
from merchant_app.onair.services.publishing import left_out_of
from merchant_app.playlists.models import Playlist
from merchant_app.stores.hours import next_opening
from merchant_app.stores.models import Store
from merchant_app.ui.qr import drawn_code

LAST_PLAYS = 6
LAST_LOST = 5
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@require_safe
@merchant_required
def store(request: MerchantRequest, store_id: int) -> HttpResponse:
    """What is on air, whether it is heard, and the players. htmx asks for the living part alone."""
    shop = store_or_404(request, store_id)
    devices = list(devices_of_stores([shop]))
    now = on_air(shop)
    version = now.publication.version if now.publication else None
    context = {
        "store": shop,
        "status": store_status(shop),
        "opens": _opens(shop),
        "now": now,
        "left_out": left_out_of(version, shop) if version else [],
        "lost": [(row, reasons_in_words(row.reasons)) for row in lost_lately(shop)[:LAST_LOST]],
        "players": [_player(request, device) for device in devices],
        "plays": shop.plays.select_related("track")[:LAST_PLAYS],
        "may_manage": request.membership.may_manage,
    }
    part = "onair/store_now.html" if "HX-Request" in request.headers else "onair/store.html"
    return render(request, part, context)


def _opens(shop: Store) -> str:
    """When the shop opens next, by its own clock: "Monday 09:00"; "" without opening hours."""
    at = next_opening(shop.opening_hours or {}, shop.timezone, timezone.now())
    return date_format(timezone.localtime(at, ZoneInfo(shop.timezone)), "l H:i") if at else ""


def _player(request: HttpRequest, device: PlayerDevice) -> dict[str, object]:
    address = request.build_absolute_uri(reverse("onair:player", args=[device.token]))
    return {
        "device": device,
        "address": address,
        "code": drawn_code(address),
        "this_machine_only": urlsplit(address).hostname in THIS_MACHINE,
        "sounding": gives_sound(device),
    }


@require_POST
@merchant_required(role="manager")
def put_on_air(request: MerchantRequest, playlist_id: int) -> HttpResponse:
    """Publish the current version of a playlist, or the one named `version`."""
    playlist = own_or_404(request, Playlist.objects.select_related("store"), playlist_id)
    number = request.POST.get("version", "")
    version = get_object_or_404(
        playlist.versions, number=whole_number(number) if number else playlist.version_number
    )
    to_store = redirect("onair:store", store_id=playlist.store_id)
    try:
        done = publish(store=playlist.store, version=version, user=request.user)
    except OnAirProblem as problem:
        messages.error(request, str(problem))
        return to_store
    messages.success(
        request,
        _("“%(playlist)s” is on air in %(store)s.")
        % {"playlist": playlist.name, "store": playlist.store.name},
    )
    if done.left_out:
        messages.warning(
            request,
            ngettext(
                "%(count)d track was left out because it may not be played there now.",
                "%(count)d tracks were left out because they may not be played there now.",
                len(done.left_out),
            )
            % {"count": len(done.left_out)},
        )
    return to_store


@require_POST
@merchant_required(role="manager")
def stop(request: MerchantRequest, store_id: int) -> HttpResponse:
    shop = store_or_404(request, store_id)
    if unpublish(store=shop):
        messages.success(request, _("Nothing is on air any more. The players fall silent."))
    return redirect("onair:store", store_id=shop.pk)


@require_POST
@merchant_required(role="manager")
def player_add(request: MerchantRequest, store_id: int) -> HttpResponse:
    shop = store_or_404(request, store_id)
    try:
        device = device_create(store=shop, name=request.POST.get("name", ""))
    except OnAirProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request,
            format_html(
                _("“{}” is ready. Open its link on the device that plays in the shop."), device.name
            ),
        )
    return _back_to_players(shop)


@require_POST
@merchant_required(role="manager")
def player_rename(request: MerchantRequest, pk: int) -> HttpResponse:
    device = _own_player(request, pk)
    try:
        device_rename(device=device, name=request.POST.get("name", ""))
    except OnAirProblem as problem:
        messages.error(request, str(problem))
    return _back_to_players(device.store)


@require_POST
@merchant_required(role="manager")
def player_withdraw(request: MerchantRequest, pk: int) -> HttpResponse:
    device = _own_player(request, pk)
    device_revoke(device=device)
    messages.success(
        request,
        _("“%(name)s” was withdrawn. Its link plays nothing any more.") % {"name": device.name},
    )
    return _back_to_players(device.store)


def _own_player(request: HttpRequest, pk: int) -> PlayerDevice:
    rows = PlayerDevice.objects.select_related("store").filter(revoked_at__isnull=True)
    return own_or_404(request, rows, pk)


def _back_to_players(shop: Store) -> HttpResponse:
    return redirect(reverse("onair:store", args=[shop.pk]) + "#players")
