"""Reads the grant rows of tracks into the plain values that the decision takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from licensing.catalogue.models import Track
from licensing.licences.models import Grant, GrantTrack
from licensing.rights.rules import GrantFacts, TrackFacts


def grant_facts(grant: Grant) -> GrantFacts:
    """The terms of one stored grant."""
    return GrantFacts(
        id=grant.pk,
        rights=tuple(grant.rights),
        side=grant.side,
        status=grant.status,
        territories_in=tuple(grant.territories_in),
        territories_out=tuple(grant.territories_out),
        premises=tuple(grant.premises),
        max_floor_area=grant.max_floor_area_m2,
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        offline=grant.offline,
        interactive=grant.interactive,
        promotion=grant.promotion,
    )


def track_facts(track_ids: Iterable[int] | None = None) -> list[TrackFacts]:
    """Facts of these tracks, or of the whole catalogue, ascending by id. Three queries."""
    tracks = Track.objects.order_by("pk")
    links = GrantTrack.objects.order_by("grant_id")
    if track_ids is not None:
        wanted = list(track_ids)
        tracks = tracks.filter(pk__in=wanted)
        links = links.filter(track_id__in=wanted)
    pairs: Sequence[tuple[int, int]] = list(links.values_list("track_id", "grant_id"))
    terms = {
        grant.pk: grant_facts(grant)
        for grant in Grant.objects.filter(pk__in={grant_id for _track, grant_id in pairs})
    }
    granted: dict[int, list[GrantFacts]] = defaultdict(list)
    for track_id, grant_id in pairs:
        if grant_id in terms:  # a grant deleted between the two queries grants nothing
            granted[track_id].append(terms[grant_id])
    rows = tracks.values_list("pk", "withdrawn", "asset_id", "asset__profile_id")
    return [
        TrackFacts(
            id=pk,
            grants=tuple(granted[pk]),
            withdrawn=withdrawn,
            has_audio=asset_id is not None,
            analysed=profile_id is not None,
        )
        for pk, withdrawn, asset_id, profile_id in rows
    ]
