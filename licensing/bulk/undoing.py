"""Taking an edit back: each value it set becomes what it was, unless somebody changed it since."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from licensing.bulk.applying import BATCH, Told
from licensing.bulk.models import BulkEdit, BulkRow
from licensing.bulk.writing import locked, tags_by_track, value_of, write
from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.licences.problems import GrantProblem
from licensing.licences.services import grant_remove_track

GONE = "track"


def edit_undo(edit: BulkEdit, tell: Told) -> None:
    """Undo what is left to undo; rows say what was left as it is."""
    changes = edit.changes
    if edit.granted and changes.get("grant"):
        _take_out(edit, changes["grant"])
    total = edit.rows.count() or 1
    while rows := list(edit.rows.filter(left__isnull=True).order_by("track_id")[:BATCH]):
        _batch(edit, rows)
        tell(1 - edit.rows.filter(left__isnull=True).count() / total)
    edit.state = BulkEdit.State.UNDONE
    edit.save(update_fields=["state"])


def _take_out(edit: BulkEdit, grant_id: int) -> None:
    with transaction.atomic():
        grant = Grant.objects.filter(pk=grant_id).first()
        if grant is not None:
            try:
                for track_id in edit.granted:
                    grant_remove_track(grant=grant, track_id=track_id)
            except GrantProblem as problem:  # it covers a label by now: nothing to take out
                edit.problem = str(problem)
        edit.granted = []
        edit.save(update_fields=["granted", "problem"])


def _batch(edit: BulkEdit, rows: list[BulkRow]) -> None:
    with transaction.atomic():
        tracks = locked(row.track_id for row in rows)
        tags = tags_by_track(tracks)
        done = []
        for row in rows:
            track = tracks.get(row.track_id)
            if track is None:
                row.left = [GONE]
                continue
            before, after, row.left = _back(row, track, tags)
            if after:
                done.append((track, before, after))
        BulkRow.objects.bulk_update(rows, ["left"])
        write(edit, "track.bulk_undo", done)


def _back(
    row: BulkRow, track: Track, tags: dict[int, list[str]]
) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Present values, values to set, and the names that stay as they are."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    left: list[str] = []
    for name, set_to in row.after.items():
        present = value_of(track, name, tags)
        if name == "tags":
            wanted, stays = _tags_back(row, present)
            left += ["tags"] if stays else []
            if wanted != present:
                before[name], after[name] = present, wanted
        elif present == set_to:
            before[name], after[name] = present, row.before[name]
        else:
            left.append(name)
    return before, after, sorted(left)


def _tags_back(row: BulkRow, present: list[str]) -> tuple[list[str], bool]:
    """Tags tag by tag: what others added since stays; what others removed since stays removed."""
    added = set(row.after["tags"]) - set(row.before["tags"])
    removed = set(row.before["tags"]) - set(row.after["tags"])
    changed_since = bool(added - set(present)) or bool(removed & set(present))
    return sorted((set(present) - added) | removed), changed_since
