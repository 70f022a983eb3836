"""Who has to be named: every track whose licence asks for attribution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from licensing.catalogue.models import Track
from licensing.licences.models import Grant

IN_FORCE = (Grant.Status.ACTIVE, Grant.Status.SUSPENDED, Grant.Status.EXPIRED)
"""A drafted or verified grant never played anything; one that ended may have, and is still owed."""


@dataclass(frozen=True)
class Credit:
    """One line of the credits: the words the licence asks for, and where it leads."""

    track: Track
    words: str
    licence_name: str
    licence_url: str


def credited_tracks(search: str = "") -> QuerySet[Track]:
    """Tracks to be credited, by artist and title; `search` looks in title, artist and source."""
    asking = Grant.objects.filter(attribution_required=True, status__in=IN_FORCE)
    tracks = Track.objects.filter(grants__in=asking).distinct()
    if search:
        tracks = tracks.filter(
            Q(title__icontains=search) | Q(artist__icontains=search) | Q(source__icontains=search)
        )
    return tracks.prefetch_related(
        Prefetch("grants", queryset=asking.order_by("pk"), to_attr="asking")
    ).order_by("artist", "title", "pk")


def credits_for(tracks: Sequence[Track]) -> list[Credit]:
    """The lines for tracks from `credited_tracks`."""
    return [_credit(track, track.asking) for track in tracks]  # type: ignore[attr-defined]


def _credit(track: Track, grants: list[Grant]) -> Credit:
    said = next((grant.attribution_text for grant in grants if grant.attribution_text), "")
    first = grants[0]
    return Credit(
        track=track,
        words=track.attribution or said,
        licence_name=first.licence_name or track.licence_name or first.licensor,
        licence_url=next((grant.licence_url for grant in grants if grant.licence_url), ""),
    )
