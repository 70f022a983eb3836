"""Which tracks somebody chose in the list: those ticked, or all that the filters match."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict

from licensing.browsing.found import tracks_found
from licensing.bulk.services import MOST
from licensing.desk.filters import TrackFilter
from licensing.desk.place import PLACE_FIELDS, place_of, use_in
from licensing.rights.selectors import cleared_track_ids


def chosen_ids(request: HttpRequest) -> list[int]:
    """Ids from `tracks` ("1,2,3"), or with `all` those that match `query` now, at most `MOST` + 1.

    What is no number is left out.
    """
    if request.POST.get("all"):
        return _matching(request, request.POST.get("query", ""))
    words = request.POST.get("tracks", "").split(",")
    return [int(word) for word in words if word.isdecimal() and len(word) < 19]


def _matching(request: HttpRequest, query: str) -> list[int]:
    asked: dict[str, Any] = dict(QueryDict(query).items())
    place = {**place_of(request), **{name: asked[name] for name in PLACE_FIELDS if name in asked}}
    form = TrackFilter({**asked, **place})
    use = use_in(place["territory"], place["premises"])
    found = tracks_found(form.asked(), use, cleared_track_ids(use))
    return list(found.order_by().values_list("pk", flat=True)[: MOST + 1])
