"""Which track stands in for one that turned out to be a duplicate and was merged into another."""

from __future__ import annotations

from collections.abc import Iterable

from licensing.catalogue.models import Track

#: Merges of merges of merges; more is a circle, which plays nothing but must end.
DEEPEST = 20


def survivors(track_ids: Iterable[int]) -> dict[int, int]:
    """Track id → the id that plays in its place, itself where it was not merged.

    One query where nothing was merged, one more for each link of the longest chain.
    """
    found = {track_id: track_id for track_id in track_ids}
    for _link in range(DEEPEST):
        merged = dict(
            Track.objects.filter(pk__in=set(found.values()), merged_into__isnull=False)
            .order_by()
            .values_list("pk", "merged_into_id")
        )
        if not merged:
            break
        found = {track_id: merged.get(now, now) for track_id, now in found.items()}
    return found


def playing_in_place(track_ids: Iterable[int]) -> list[int]:
    """The ids that play for these, in their order, each once."""
    listed = list(track_ids)
    stand_in = survivors(listed)
    return list(dict.fromkeys(stand_in[track_id] for track_id in listed))
