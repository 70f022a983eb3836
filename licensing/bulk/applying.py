"""Doing an edit, batch by batch; a batch is one transaction, so that it can go on where it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from licensing.bulk.changes import Changes
from licensing.bulk.models import BulkEdit, BulkRow
from licensing.bulk.writing import locked, tags_by_track, value_of, write
from licensing.catalogue.models import Track
from licensing.licences.models import Grant, GrantTrack
from licensing.licences.services import grant_add_tracks

BATCH = 500
Told = Callable[[float], None]


def edit_apply(edit: BulkEdit, tell: Told) -> None:
    """Do what is left of an edit. Raises GrantProblem where the grant takes no tracks."""
    changes = Changes(**edit.changes)
    if edit.state == BulkEdit.State.WAITING:
        if changes.grant is not None:
            _grant(edit, changes.grant)
        _now(edit, state=BulkEdit.State.WORKING)
    while edit.position < edit.total:
        _batch(edit, changes)
        tell(edit.share)
    _now(edit, state=BulkEdit.State.DONE)


def _grant(edit: BulkEdit, grant_id: int) -> None:
    """First, because it is the one step that can be refused."""
    with transaction.atomic():
        grant = Grant.objects.get(pk=grant_id)
        held = GrantTrack.objects.filter(grant=grant, track_id__in=edit.track_ids)
        known = set(held.values_list("track_id", flat=True))
        there = Track.objects.filter(pk__in=edit.track_ids).values_list("pk", flat=True)
        new = [pk for pk in there if pk not in known]
        grant_add_tracks(grant=grant, track_ids=new)
        _now(edit, granted=new, state=BulkEdit.State.WORKING)


def _batch(edit: BulkEdit, changes: Changes) -> None:
    ids = edit.track_ids[edit.position : edit.position + BATCH]
    with transaction.atomic():
        tracks = locked(ids)
        tags = tags_by_track(tracks)
        done = []
        for track in tracks.values():
            wanted = _wanted(track, changes, tags)
            before = {name: value_of(track, name, tags) for name in wanted}
            after = {name: value for name, value in wanted.items() if before[name] != value}
            if after:
                done.append((track, {name: before[name] for name in after}, after))
        BulkRow.objects.bulk_create(
            BulkRow(edit=edit, track_id=track.pk, before=before, after=after)
            for track, before, after in done
        )
        _now(edit, position=edit.position + len(ids))
        write(edit, "track.bulk", done)


def _wanted(track: Track, changes: Changes, tags: dict[int, list[str]]) -> dict[str, Any]:
    wanted: dict[str, Any] = dict(changes.facts)
    if changes.withdrawn is not None:
        wanted["withdrawn"] = changes.withdrawn
    if changes.verdict is not None:
        wanted["verdict"] = changes.verdict
    if changes.tags_added or changes.tags_removed:
        kept = set(tags.get(track.pk, [])) - set(changes.tags_removed)
        wanted["tags"] = sorted(kept | set(changes.tags_added))
    return wanted


def _now(edit: BulkEdit, **values: Any) -> None:
    for name, value in values.items():
        setattr(edit, name, value)
    edit.save(update_fields=list(values))
