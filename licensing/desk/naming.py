"""Which grants name a track: itself, its release, its label, or everything."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from licensing.catalogue.models import Track
from licensing.licences.models import Grant

Scope = Grant.Scope


def grants_naming(track: Track) -> QuerySet[Grant]:
    """Grants whose scope has this track, whatever their status, the active ones first.

    Licences of societies and publishers name shares of works, not tracks.
    """
    named = Q(scope__track=track) | Q(scope_kind=Scope.CATALOGUE)
    if track.label:
        named |= Q(scope_kind=Scope.LABEL, scope_value__iexact=track.label)
    for value in filter(None, (track.release, track.release_icpn)):
        named |= Q(scope_kind=Scope.RELEASE, scope_value__iexact=value)
    ids = Grant.objects.filter(named).values("pk")
    return Grant.objects.filter(pk__in=ids).order_by("status", "pk")
