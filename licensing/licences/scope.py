"""The list of tracks of a grant of scope "tracks"."""

from __future__ import annotations

from collections.abc import Iterable

from licensing.licences.models import AmendmentTrack, Grant, GrantTrack

_BATCH = 5_000


def scope_add(grant: Grant, track_ids: Iterable[int]) -> list[int]:
    """Add tracks; the ids that were new, ascending."""
    wanted = set(track_ids)
    held = GrantTrack.objects.filter(grant=grant, track_id__in=wanted)
    new = sorted(wanted - set(held.values_list("track_id", flat=True)))
    GrantTrack.objects.bulk_create(
        [GrantTrack(grant=grant, track_id=track_id) for track_id in new],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    return new


def scope_remove(grant: Grant, track_id: int) -> bool:
    """Take a track out, and out of what waits to be added; whether it was covered."""
    AmendmentTrack.objects.filter(
        amendment__grant=grant, amendment__state="waiting", track_id=track_id
    ).delete()
    removed, _by_model = GrantTrack.objects.filter(grant=grant, track_id=track_id).delete()
    return bool(removed)


def scope_empty(grant: Grant) -> dict[str, list[int]]:
    """A grant of a label or a society lists no tracks; what it listed, for the record."""
    links = GrantTrack.objects.filter(grant=grant)
    listed = sorted(links.values_list("track_id", flat=True))
    links.delete()
    return {"tracks_removed": listed} if listed else {}
