"""Grants that end soon: what they take with them, and what sounds most alike and stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from licensing.catalogue.models import Track
from licensing.licences.coverage import resting_on
from licensing.licences.models import Grant
from licensing.review.impact import impact_of
from licensing.review.models import Ending, StandIn
from licensing.rights.premises import Premises
from licensing.rights.rules import Use
from licensing.rights.selectors import cleared_track_ids
from licensing.rights.territories import groups
from matching.profile.track import TrackProfile
from matching.retrieval.query import Seed
from matching.retrieval.substitutes import substitutes
from matching.selectors import current_snapshot

DAYS = 90
#: Stand-ins are looked for this many tracks of an ending grant.
STAND_INS = 50
_FRESH = timedelta(hours=12)
_BATCH = 20


def grants_ending(today: date, days: int = DAYS) -> QuerySet[Grant]:
    """Active grants whose last day is one of the next `days`, the first to end first."""
    return Grant.objects.filter(
        status=Grant.Status.ACTIVE,
        valid_until__gte=today,
        valid_until__lte=today + timedelta(days=days),
    ).order_by("valid_until", "pk")


def endings_refresh(most: int = _BATCH) -> int:
    """Compute what is missing or out of date; how many were. Beat asks every minute."""
    now = timezone.now()
    ending = grants_ending(now.date())
    Ending.objects.exclude(grant__in=ending.values("pk")).delete()
    stale = ending.filter(
        Q(ending__isnull=True)
        | Q(ending__computed_at__lt=now - _FRESH)
        | Q(ending__computed_at__lt=F("updated_at"))
    )[:most]
    done = 0
    for grant in stale:
        ending_compute(grant)
        done += 1
    return done


def ending_compute(grant: Grant) -> Ending:
    """What ends with this grant, whom it hurts, and the stand-ins; stored."""
    if grant.valid_until is None:
        raise ValueError("a grant until further notice does not end")
    after = grant.valid_until + timedelta(days=1)
    lost = resting_on(grant, after)
    impact = impact_of(lost)
    territory, premises = impact.place or _place(grant)
    found = _stand_ins(lost, territory, premises, after)
    with transaction.atomic():
        ending, _new = Ending.objects.update_or_create(
            grant=grant,
            defaults={
                "tracks": len(lost),
                "playlists": impact.playlists,
                "stores": impact.stores,
                "territory": territory,
                "premises": premises,
                "computed_at": timezone.now(),
            },
        )
        ending.stand_ins.all().delete()
        StandIn.objects.bulk_create(
            StandIn(ending=ending, track_id=track, substitute_id=substitute, likeness=likeness)
            for track, substitute, likeness in found
        )
    return ending


def _place(grant: Grant) -> tuple[str, str]:
    """A place that the grant allows, where no store says which matters."""
    terms = [term for term in grant.territories_in if term != "*"]
    term = terms[0] if terms else "DE"
    territory = min(groups()[term].members) if term in groups() else term
    kinds = [kind for kind in grant.premises if kind != "*"]
    return territory, kinds[0] if kinds else Premises.CAFE.value


def _stand_ins(
    lost: Sequence[int], territory: str, premises: str, after: date
) -> list[tuple[int, int, float]]:
    """(track, the most alike that is cleared there on that day, likeness 0..1)."""
    moment = datetime.combine(after, time(12), tzinfo=UTC)
    use = Use(
        territory=territory, premises=premises, floor_area=None, moment=moment, timezone="UTC"
    )
    cleared = np.setdiff1d(cleared_track_ids(use), np.array(lost, dtype=np.int64))
    tracks = Track.objects.filter(pk__in=lost, asset__profile__isnull=False)
    heard = [
        (track.pk, TrackProfile.unpack(bytes(track.asset.profile.vectors)))
        for track in tracks.select_related("asset__profile").order_by("pk")[:STAND_INS]
        if track.asset is not None and track.asset.profile is not None
    ]
    snapshot = current_snapshot()
    width = snapshot.style.shape[1]  # a profile of another model cannot be compared
    heard = [(pk, profile) for pk, profile in heard if len(profile.style) == width]
    seeds = [Seed.heard(str(pk), profile) for pk, profile in heard]
    alike = substitutes(snapshot, seeds, cleared.tolist())
    pairs = zip(heard, alike, strict=True)
    return [(pk, *found) for (pk, _profile), found in pairs if found is not None]
