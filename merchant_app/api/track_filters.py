"""The filters of the desk's list of tracks, for programs: the same questions, the same answers."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from licensing.browsing.asked import CHOICES, Asked
from licensing.browsing.found import EXACT, tracks_found
from licensing.catalogue.models import Track
from licensing.desk.place import PlaceForm, use_in
from licensing.rights.rules import Use
from licensing.rights.selectors import cleared_track_ids


def _parameter(name: str, says: str, enum: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=says, enum=enum)


def _choice(name: str, says: str) -> OpenApiParameter:
    return _parameter(name, says, [key for key, _words in CHOICES[name] if key])


FILTERS = [
    OpenApiParameter("cleared_for", int, description="Id of one of your stores."),
    _parameter("q", "Words of title, artist, release, label, ISRC, supplier's number, or a tag."),
    _choice("state", "`cleared` and `blocked` need territory and premises."),
    _parameter("territory", "ISO 3166-1 code of the place asked about."),
    _parameter("premises", "Kind of premises of the place asked about."),
    _choice("expires", "Cleared there now and no longer after so many days."),
    _choice("missing", "What the track lacks."),
    _choice("quality", "`held` tracks do not play, cleared or not."),
    _choice("played", "In any shop."),
    _parameter("tag", "One of the editors' own tags, exactly."),
    _choice("kind", "Made by whom."),
    _choice("sort", "Default: by id."),
    *(_parameter(name, "Exactly this.") for name in EXACT),
]


def asked_tracks(request: Request) -> QuerySet[Track]:
    """The tracks asked for, withdrawn ones only where they are. Raises ValidationError by field."""
    asked = _asked(request.query_params)
    if asked.needs_rights:
        use = _use(request.query_params)
        found = tracks_found(asked, use, cleared_track_ids(use))
    else:
        found = tracks_found(asked, use_in("DE", "cafe"), np.empty(0, np.int64))
    if asked.state != "withdrawn":
        found = found.filter(withdrawn=False)
    return found if request.query_params.get("sort") else found.order_by("pk")


def _asked(sent: Any) -> Asked:
    chosen = {name: sent[name] for name in CHOICES if sent.get(name)}
    for name, value in chosen.items():
        if value not in dict(CHOICES[name]):
            raise serializers.ValidationError({name: [_("There is no such choice.")]})
    words = {name: sent[name][:200] for name in ("q", "tag") if sent.get(name)}
    exactly = {name: sent[name][:255] for name in EXACT if sent.get(name)}
    return Asked(**chosen, **words, exactly=exactly)


def _use(sent: Any) -> Use:
    form = PlaceForm({name: sent.get(name, "") for name in ("territory", "premises")})
    if not form.is_valid():
        raise serializers.ValidationError(
            {name: [str(says) for says in problems] for name, problems in form.errors.items()}
        )
    return use_in(form.cleaned_data["territory"], form.cleaned_data["premises"])
