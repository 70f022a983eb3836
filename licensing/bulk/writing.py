"""Setting values of a batch of tracks, whether an edit or its undoing asks for it.

A value is a fact, "withdrawn", "verdict" or "tags" (the whole list). Nothing is committed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from licensing.bulk.models import BulkEdit
from licensing.catalogue.models import Track, TrackTag
from licensing.history.services import Entry, plain, record_many
from licensing.quality.services import quality_judge

_NOT_COLUMNS = frozenset({"tags", "verdict"})


def locked(ids: Iterable[int]) -> dict[int, Track]:
    """The tracks that are still there and not merged away, locked in the order of their ids."""
    rows = Track.objects.select_for_update().filter(pk__in=list(ids), merged_into__isnull=True)
    return {track.pk: track for track in rows.order_by("pk")}


def tags_by_track(ids: Iterable[int]) -> dict[int, list[str]]:
    """Each track's own tags in order."""
    found: dict[int, list[str]] = defaultdict(list)
    links = TrackTag.objects.filter(track_id__in=list(ids)).order_by("tag")
    for track_id, tag in links.values_list("track_id", "tag"):
        found[track_id].append(tag)
    return found


def value_of(track: Track, name: str, tags: Mapping[int, list[str]]) -> Any:
    """A track's present value as JSON holds it."""
    if name == "tags":
        return tags.get(track.pk, [])
    if name == "verdict":
        return track.quality_verdict
    return plain({name: getattr(track, name)})[name]


def write(
    edit: BulkEdit,
    action: str,
    changes: Iterable[tuple[Track, Mapping[str, Any], Mapping[str, Any]]],
) -> None:
    """Write (track, before, after) of locked tracks and record each, in a few statements."""
    entries, columns, touched = [], set[str](), []
    gone: dict[str, list[int]] = defaultdict(list)
    new: list[TrackTag] = []
    for track, before, after in changes:
        for name, value in after.items():
            if name == "tags":
                new += [
                    TrackTag(track=track, tag=tag) for tag in value if tag not in before["tags"]
                ]
                for tag in before["tags"]:
                    if tag not in value:
                        gone[tag].append(track.pk)
            elif name == "verdict":
                quality_judge(track, value, track.quality_note)
            else:
                column: Any = Track._meta.get_field(name)
                setattr(track, name, column.to_python(value))
                columns.add(name)
        track.updated_at = timezone.now()
        touched.append(track)
        recorded = {name for name in after if name != "verdict"}  # judging records itself
        if recorded:
            entries.append(
                Entry(
                    action,
                    track,
                    {name: before[name] for name in recorded},
                    {name: after[name] for name in recorded},
                )
            )
    if touched:
        Track.objects.bulk_update(touched, [*sorted(columns), "updated_at"])
    for tag, track_ids in gone.items():
        TrackTag.objects.filter(tag=tag, track_id__in=track_ids).delete()
    TrackTag.objects.bulk_create(new, ignore_conflicts=True)
    if entries:
        record_many(entries)
