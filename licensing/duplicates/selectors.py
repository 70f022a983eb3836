"""Reads on pairs of tracks: which to decide next, how many are left, what was decided lately."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from licensing.catalogue.models import Track
from licensing.duplicates.models import DuplicatePair, Merge

Kind = DuplicatePair.Kind

#: What an editor goes through together.
GROUPS: dict[str, tuple[str, ...]] = {
    "duplicates": (Kind.SAME_AUDIO, Kind.NEAR_IDENTICAL),
    "isrc": (Kind.SAME_ISRC,),
    "versions": (Kind.VERSION,),
}


def pairs_to_decide(group: str) -> QuerySet[DuplicatePair]:
    """Open pairs of a group, the surest first; those of tracks that are gone are left out."""
    return (
        DuplicatePair.objects.filter(
            state=DuplicatePair.State.OPEN,
            kind__in=GROUPS[group],
            track_a__merged_into=None,
            track_b__merged_into=None,
            track_a__withdrawn=False,
            track_b__withdrawn=False,
        )
        .select_related("track_a__asset__profile", "track_b__asset__profile")
        .defer("track_a__asset__profile__vectors", "track_b__asset__profile__vectors")
        .order_by("kind", "pk")
    )


def counts_to_decide() -> dict[str, int]:
    """How many pairs are open in each group."""
    return {group: pairs_to_decide(group).order_by().count() for group in GROUPS}


def pair_after(group: str, after: int | None) -> DuplicatePair | None:
    """The next pair after the one with this number, round to the first again."""
    pairs = list(pairs_to_decide(group).order_by("kind", "pk").values_list("pk", flat=True))
    if not pairs:
        return None
    place = pairs.index(after) + 1 if after in pairs else 0
    return pairs_to_decide(group).get(pk=pairs[place % len(pairs)])


def decided_lately(most: int = 5) -> list[Merge]:
    """The latest merges that still stand."""
    return list(Merge.objects.filter(undone_at=None).select_related("kept", "gone", "by")[:most])


def grant_counts(tracks: Iterable[Track]) -> dict[int, int]:
    """How many grants name each track."""
    numbers = [track.pk for track in tracks]
    counted = Track.objects.filter(pk__in=numbers).annotate(count=Count("grant_links"))
    return dict(counted.values_list("pk", "count"))


def kept_lately(most: int = 5) -> list[DuplicatePair]:
    """The pairs that were kept apart last."""
    kept = DuplicatePair.objects.filter(state=DuplicatePair.State.KEPT, decided_at__isnull=False)
    return list(kept.select_related("track_a", "track_b").order_by("-decided_at")[:most])
