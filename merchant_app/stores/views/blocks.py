"""The block list of a store: what it never wants to hear."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from licensing.catalogue.models import Track
from merchant_app.accounts.access import MerchantRequest, merchant_required, store_or_404
from merchant_app.accounts.models import Membership
from merchant_app.stores.models import Store
from merchant_app.stores.selectors import catalogue_search
from merchant_app.stores.services.blocks import (
    artist_block,
    artist_unblock,
    track_block,
    track_unblock,
)

MANAGER = Membership.Role.MANAGER


@merchant_required
def blocks(request: MerchantRequest, store_id: int) -> HttpResponse:
    """Blocked tracks and artists, and a search to add more. htmx gets the found tracks alone."""
    store = store_or_404(request, store_id)
    return _page(request, store)


@require_POST
@merchant_required(role=MANAGER)
def add(request: MerchantRequest, store_id: int) -> HttpResponse:
    """Block a track (`track`) or an artist (`artist`)."""
    store = store_or_404(request, store_id)
    chosen = request.POST.get("track", "")
    if chosen:
        track = get_object_or_404(Track, pk=chosen if chosen.isdecimal() else 0)
        track_block(store=store, track=track)
    else:
        artist_block(store=store, artist=request.POST.get("artist", ""))
    return _changed(request, store)


@require_POST
@merchant_required(role=MANAGER)
def remove(request: MerchantRequest, store_id: int) -> HttpResponse:
    """Allow a track or an artist again."""
    store = store_or_404(request, store_id)
    track, artist = request.POST.get("track", ""), request.POST.get("artist", "")
    if track.isdecimal():
        track_unblock(store=store, track_id=int(track))
    elif artist.isdecimal():
        artist_unblock(store=store, blocked_id=int(artist))
    return _changed(request, store)


def _changed(request: MerchantRequest, store: Store) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _page(request, store)
    return redirect("stores:blocks", store.pk)


def _page(request: MerchantRequest, store: Store) -> HttpResponse:
    words = (request.POST.get("q") or request.GET.get("q") or "").strip()[:200]
    tracks = store.blocked_tracks.select_related("track").order_by("-created_at", "-pk")
    artists = store.blocked_artists.order_by("artist")
    found = catalogue_search(words) if words else []
    context = {
        "store": store,
        "q": words,
        "found": found,
        "found_artists": sorted({track.artist for track in found if track.artist}),
        "tracks": tracks,
        "artists": artists,
        "blocked_ids": {row.track_id for row in tracks},
        "blocked_names": {row.artist for row in artists},
        "may_manage": request.membership.may_manage,
    }
    part = "stores/parts/blocks.html" if request.headers.get("HX-Request") else "stores/blocks.html"
    return render(request, part, context)
