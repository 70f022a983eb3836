"""Starting an edit of many tracks and taking one back: small ones at once, large ones as a job."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.bulk.applying import edit_apply
from licensing.bulk.changes import Changes
from licensing.bulk.models import BulkEdit
from licensing.bulk.undoing import edit_undo
from licensing.history.services import acting
from licensing.licences.problems import GrantProblem
from matching.jobs.services import job_create

BULK = "bulk_edit"
TARGET = "bulk.edit"
#: Up to so many tracks somebody waits for the answer; judging by ear writes more for each.
AT_ONCE = 300
MOST = 100_000


class BulkProblem(Exception):
    """An edit that cannot be, with a sentence for the person who asked."""


def bulk_start(*, track_ids: Iterable[int], changes: Changes, by: Any) -> BulkEdit:
    """Change many tracks as one step. Raises BulkProblem."""
    ids = sorted(set(track_ids))
    if changes.nothing:
        raise BulkProblem(_("Nothing was chosen to be changed."))
    if not ids:
        raise BulkProblem(_("No track was chosen."))
    if len(ids) > MOST:
        raise BulkProblem(_("At most %(most)d tracks can be changed at once.") % {"most": MOST})
    edit = BulkEdit.objects.create(
        made_by=by, changes=changes.plain(), track_ids=ids, total=len(ids)
    )
    return _go(edit)


def bulk_undo(*, edit: BulkEdit, by: Any) -> BulkEdit:
    """Take an edit back. Raises BulkProblem where it is still being done or undone already."""
    with transaction.atomic():
        held = BulkEdit.objects.select_for_update().get(pk=edit.pk)
        if held.state not in (BulkEdit.State.DONE, BulkEdit.State.FAILED):
            raise BulkProblem(
                _("This edit is %(state)s and cannot be undone.")
                % {"state": held.get_state_display()}
            )
        held.state, held.undone_by, held.undone_at = BulkEdit.State.UNDOING, by, timezone.now()
        held.save(update_fields=["state", "undone_by", "undone_at"])
    return _go(held)


def _go(edit: BulkEdit) -> BulkEdit:
    if edit.total > AT_ONCE:
        job_create(kind=BULK, target_type=TARGET, target_id=edit.pk)
        return edit
    try:
        with transaction.atomic():
            edit_work(edit, lambda share: None)
    except GrantProblem as problem:
        if edit.state == BulkEdit.State.UNDOING:
            raise
        edit.delete()
        raise BulkProblem(str(problem)) from problem
    return edit


def edit_work(edit: BulkEdit, tell: Any) -> None:
    """Do, or undo, what is left of an edit, on the account of whoever asked."""
    undoing = edit.state == BulkEdit.State.UNDOING
    with acting(edit.undone_by if undoing else edit.made_by):
        (edit_undo if undoing else edit_apply)(edit, tell)
