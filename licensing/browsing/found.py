"""Which tracks an editor, a program or a bulk edit asks for, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from licensing.browsing.asked import Asked
from licensing.browsing.granted import unnamed, unproven
from licensing.browsing.idset import is_in
from licensing.browsing.words import word_conditions
from licensing.catalogue.models import Track, TrackTag
from licensing.rights.rules import Use
from licensing.rights.selectors import cleared_track_ids
from licensing.usage import played
from licensing.works.models import RecordedWork

EXACT = ("label", "release", "artist", "language", "vocal", "explicit", "isrc", "external_key")
_ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": ("-created_at", "-pk"),
    "changed": ("-updated_at", "-pk"),
    "title": ("title", "pk"),
    "artist": ("artist", "title", "pk"),
    "longest": (F("duration_s").desc(nulls_last=True), "pk"),
}


def tracks_found(asked: Asked, use: Use, cleared: npt.NDArray[np.int64]) -> QuerySet[Track]:
    """The tracks asked for, in order; `cleared` are the ids cleared in `use`, (n,) int64.

    Tracks merged into others are left out unless they are what is asked for.
    """
    found = Track.objects.filter(merged_into__isnull=asked.state != "merged")
    for condition in word_conditions(asked.q):
        found = found.filter(condition)
    found = _in_state(found, asked.state, cleared)
    if asked.expires:
        found = found.filter(is_in(ending(use, int(asked.expires), cleared)))
    found = _missing(found, asked.missing)
    found = _of_quality(found, asked.quality)
    found = _played(found, asked.played)
    if asked.tag:
        tag = asked.tag.strip().lower()
        found = found.filter(Exists(TrackTag.objects.filter(track=OuterRef("pk"), tag=tag)))
    found = _of_kind(found, asked.kind)
    exactly = {name: value for name, value in asked.exactly.items() if name in EXACT}
    return found.filter(**exactly).order_by(*_ORDERS.get(asked.sort, _ORDERS["newest"]))


def ending(use: Use, days: int, cleared: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Ids cleared in this use now and no longer so many days later, (n,) int64 ascending."""
    later = cleared_track_ids(replace(use, moment=use.moment + timedelta(days=days)))
    return np.setdiff1d(cleared, later, assume_unique=True)


def _in_state(
    found: QuerySet[Track], state: str, cleared: npt.NDArray[np.int64]
) -> QuerySet[Track]:
    if state == "withdrawn":
        return found.filter(withdrawn=True)
    if state == "cleared":
        return found.filter(is_in(cleared))
    if state == "blocked":
        return found.exclude(is_in(cleared))
    if state == "bare":
        return found.filter(unnamed())
    if state == "waiting":
        return found.filter(asset__profile__isnull=True, asset__problem_code="")
    if state == "problem":
        return found.exclude(asset__problem_code="", asset__isnull=False)
    return found


def _missing(found: QuerySet[Track], missing: str) -> QuerySet[Track]:
    if missing == "evidence":
        return found.filter(unproven())
    if missing == "works":
        return found.filter(~Exists(RecordedWork.objects.filter(track=OuterRef("pk"))))
    if missing == "tags":
        return found.filter(~Exists(TrackTag.objects.filter(track=OuterRef("pk"))))
    if missing == "audio":
        return found.filter(asset__isnull=True)
    return found.filter(**{missing: ""}) if missing else found


def _of_quality(found: QuerySet[Track], quality: str) -> QuerySet[Track]:
    if quality == "held":
        return found.filter(quality_hold=True)
    if quality == "found":
        return found.filter(
            Q(asset__quality_findings__isnull=False) & ~Q(asset__quality_findings=[])
        )
    if quality == "poor":
        return found.filter(quality_verdict="poor")
    if quality == "unjudged":
        return found.filter(quality_verdict="")
    return found


def _played(found: QuerySet[Track], asked: str) -> QuerySet[Track]:
    if asked == "never":
        return found.exclude(played())
    if asked == "not90":
        return found.exclude(played(timezone.now() - timedelta(days=90)))
    if asked == "lately":
        return found.filter(played(timezone.now() - timedelta(days=30)))
    return found


def _of_kind(found: QuerySet[Track], kind: str) -> QuerySet[Track]:
    if kind == "demonstration":
        return found.filter(demonstration=True)
    made = {"human": "no", "machine": "yes", "unknown": "unknown"}.get(kind)
    return found.filter(ai_generated=made) if made else found
