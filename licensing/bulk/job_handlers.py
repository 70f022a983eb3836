"""Large edits are done by a worker, and go on where an attempt ended."""

from __future__ import annotations

from licensing.bulk.models import BulkEdit
from licensing.bulk.services import BULK, edit_work
from licensing.licences.problems import GrantProblem
from matching.jobs.models import Job
from matching.jobs.registry import JobFailed, Report, job_gave_up, job_handler


@job_handler(BULK)
def bulk_work(job: Job, report: Report) -> None:
    """Do the edit, or undo it. Raises JobFailed where the grant refuses."""
    edit = BulkEdit.objects.filter(pk=job.target_id).first()
    if edit is None or not edit.is_open:
        return
    try:
        edit_work(edit, lambda share: report(share, "tracks"))
    except GrantProblem as problem:
        raise JobFailed(problem.code, str(problem)) from problem


@job_gave_up(BULK)
def bulk_stopped(job: Job) -> None:
    """What was changed so far stays, and can be undone."""
    BulkEdit.objects.filter(pk=job.target_id, state__in=BulkEdit.OPEN).update(
        state=BulkEdit.State.FAILED, problem=job.error_text
    )
