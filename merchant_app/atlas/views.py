"""The map of a playlist: the page, the card of the listening room, the points, and one track."""

from __future__ import annotations

import gzip
import json
import secrets
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing.catalogue.models import Track
from matching.atlas.chart import Region
from matching.maps.selectors import open_drawing
from merchant_app.accounts.access import MerchantRequest, merchant_required
from merchant_app.atlas.legend import legend_of
from merchant_app.atlas.marks import KEPT, Mark, kinds_of, marks_of
from merchant_app.atlas.picture import picture_of
from merchant_app.atlas.points import points_of
from merchant_app.atlas.sight import Sight, sight_of
from merchant_app.atlas.table import region_rows
from merchant_app.atlas.tracks import SORTS, region_tracks, track_rows
from merchant_app.numbers import whole_number
from merchant_app.playlists.access import own_playlist
from merchant_app.playlists.models import Playlist, PlaylistItem
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.feedback import verdict_save
from merchant_app.playlists.services.said import Said
from merchant_app.playlists.services.versions import current_version

PER_PAGE = 25
_FOR_EVER = "private, max-age=31536000, immutable"
#: Below this the points travel as they are.
_WORTH_PACKING = 4096


@require_GET
@merchant_required
def page(request: MerchantRequest, pk: int) -> HttpResponse:
    """The whole map, with a table of its regions and, for `region`, of the tracks in it."""
    playlist = own_playlist(request, pk)
    sight = sight_of(playlist.store)
    context: dict[str, Any] = {
        "playlist": playlist,
        "store": playlist.store,
        "drawing": open_drawing(),
    }
    if sight is None:
        return render(request, "atlas/map.html", {**context, "sight": None})
    language = get_language() or "en"
    kinds = kinds_of(playlist, current_version(playlist))
    marks = marks_of(kinds, sight.chart)
    sort = request.GET.get("sort", "")
    context |= {
        "sight": sight,
        "points": len(sight.rows),
        "marks": marks,
        "legend": legend_of(marks),
        "unmapped": len(kinds) - len(marks),
        "regions": region_rows(sight, marks, language, sort),
        "sort": sort,
        "data": _data(sight, marks, language),
    }
    return render(
        request, "atlas/map.html", {**context, **_inside(request, playlist, sight, kinds)}
    )


def _inside(
    request: MerchantRequest, playlist: Playlist, sight: Sight, kinds: dict[int, str]
) -> dict[str, object]:
    """The tracks of the region that was asked for, a page of them."""
    number = whole_number(request.GET.get("region", ""))
    if number is None or number >= len(sight.chart.regions):
        return {}
    by = request.GET.get("by", "")
    pages = Paginator(region_tracks(sight, number, kinds, by), PER_PAGE)
    found = pages.get_page(request.GET.get("page"))
    return {
        "region_number": number,
        "region_name": sight.chart.regions[number].name(get_language() or "en"),
        "by": by if by in SORTS else SORTS[0],
        "page_obj": found,
        "rows": track_rows(list(found.object_list), playlist.store, request.user, kinds),
    }


def _data(sight: Sight, marks: list[Mark], language: str) -> dict[str, object]:
    """What the script needs beside the points: marks, and the regions with tracks in them."""
    return {
        "marks": [vars(mark) for mark in marks],
        "regions": _names(sight, sight.chart.regions, sight.chart.region, language),
        "quarters": _names(sight, sight.chart.quarters, sight.chart.quarter, language),
    }


def _names(
    sight: Sight, regions: Sequence[Region], of: npt.NDArray[np.uint8], language: str
) -> list[dict[str, object]]:
    held = np.bincount(of[sight.rows], minlength=len(regions)).tolist()
    return [
        {"name": each.name(language), "x": each.x, "y": each.y, "count": count}
        for each, count in zip(regions, held, strict=True)
        if count
    ]


@require_GET
@merchant_required
def card(request: MerchantRequest, pk: int) -> HttpResponse:
    """The small picture for the listening room; it asks for it after each round.

    With `wait` the page of the map asks whether there is one now, to show itself anew.
    """
    playlist = own_playlist(request, pk)
    sight = sight_of(playlist.store)
    if "wait" in request.GET:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"} if sight else {})
    context: dict[str, object] = {"playlist": playlist, "sight": sight}
    if sight is not None:
        kinds = kinds_of(playlist, current_version(playlist))
        marks = marks_of(kinds, sight.chart)
        context["picture"] = picture_of(sight, marks, get_language() or "en")
        context["legend"] = legend_of(marks)
        most = region_rows(sight, marks, get_language() or "en")[:1]
        if most and 2 * most[0].kept > sum(mark.kind == KEPT for mark in marks):
            context["home"] = most[0].name
    answer = render(request, "atlas/card.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@merchant_required
def points(request: MerchantRequest, pk: int, key: str) -> HttpResponseBase:
    """The points the store may see, as bytes; an address names its content and never changes it."""
    playlist = own_playlist(request, pk)
    sight = sight_of(playlist.store)
    if sight is None:
        raise Http404
    if key != sight.key:  # the map or what is cleared changed since the page was written
        return redirect("atlas:points", pk, sight.key)
    etag = f'"{sight.key}"'
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        answer = _packed(request, points_of(sight))
    answer["ETag"] = etag
    answer["Cache-Control"] = _FOR_EVER
    patch_vary_headers(answer, ["Accept-Encoding", "Cookie"])
    return answer


def _packed(request: HttpRequest, body: bytes) -> HttpResponse:
    if len(body) < _WORTH_PACKING or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(body, content_type="application/octet-stream")
    answer = HttpResponse(
        gzip.compress(body, compresslevel=4, mtime=0), content_type="application/octet-stream"
    )
    answer["Content-Encoding"] = "gzip"
    return answer


@require_GET
@merchant_required
def track(request: MerchantRequest, pk: int, track: int) -> HttpResponse:
    """One point of the map, as a row that plays; 404 for what this store does not know."""
    playlist = own_playlist(request, pk)
    sight = sight_of(playlist.store)
    listed = PlaylistItem.objects.filter(version__playlist=playlist, track=track).exists()
    if sight is None or not (listed or track in sight.ids):
        raise Http404
    found = get_object_or_404(Track.objects.select_related("asset__profile"), pk=track)
    kinds = kinds_of(playlist, current_version(playlist))
    rows = sight.chart.rows(sight.ids[sight.ids == track])
    answer = render(
        request,
        "atlas/track.html",
        {
            "playlist": playlist,
            "row": track_rows([found], playlist.store, request.user, kinds)[0],
            "region": (
                sight.chart.regions[sight.chart.region[rows[0]]].name(get_language() or "en")
                if len(rows)
                else ""
            ),
            "listed": listed,
            "click": secrets.token_urlsafe(12),
        },
    )
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@merchant_required
def more(request: MerchantRequest, pk: int, track: int) -> HttpResponse:
    """More, or less, like a track of this playlist: stored now, heeded by the next round."""
    playlist = own_playlist(request, pk)
    kind = "less" if request.POST.get("kind") == "less" else "more"
    said, level = _("Noted. The next round listens to it."), "success"
    try:
        verdict_save(
            playlist=playlist,
            user=request.user,
            said=[Said(track, kind, click=request.POST.get("click", ""))],
        )
    except PlaylistProblem as error:
        said, level = str(error), "error"
    if not request.headers.get("HX-Request"):
        (messages.error if level == "error" else messages.success)(request, said)
        return redirect("atlas:map", playlist.pk)
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = json.dumps({"foyer:toast": {"text": said, "level": level}})
    return answer
