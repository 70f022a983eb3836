"""Which function does the work of imports, and what becomes of a batch whose work ended badly."""

from __future__ import annotations

from collections.abc import Callable

from licensing.history.services import acting
from licensing.imports.applying import apply
from licensing.imports.checking import check
from licensing.imports.models import ImportBatch
from licensing.imports.problems import ImportProblem, Problem
from licensing.imports.services import APPLY, CHECK, counts_store, import_apply
from matching.jobs.models import Job
from matching.jobs.registry import JobFailed, Report, job_gave_up, job_handler

_State = ImportBatch.State


@job_handler(CHECK)
def run_check(job: Job, report: Report) -> None:
    batch = _run(job, report, check)
    ImportBatch.objects.filter(pk=batch.pk, state=_State.CHECKING).update(state=_State.CHECKED)
    batch.refresh_from_db()
    counts_store(batch)
    if not batch.dry_run and batch.state == _State.CHECKED:
        import_apply(batch=batch)


@job_handler(APPLY)
def run_apply(job: Job, report: Report) -> None:
    batch = _run(job, report, apply)
    ImportBatch.objects.filter(pk=batch.pk, state=_State.IMPORTING).update(state=_State.DONE)
    batch.refresh_from_db()
    counts_store(batch)


def _run(job: Job, report: Report, work: Callable[[ImportBatch, Report], None]) -> ImportBatch:
    batch = ImportBatch.objects.select_related("created_by").filter(pk=job.target_id).first()
    if batch is None:
        raise JobFailed("gone", "")
    person = batch.created_by
    # Only drafts may come of an import, and that is decided by the person who acts.
    if person is None or not person.is_active:
        _stop(batch, Problem("person_gone"))
        raise JobFailed("person_gone", "")
    try:
        with acting(person, why=f"Import {batch.pk}: {batch.name}"):
            work(batch, report)
    except ImportProblem as stopped:
        _stop(batch, stopped.problem)
        raise JobFailed(stopped.problem.code, str(stopped)) from stopped
    return batch


def _stop(batch: ImportBatch, problem: Problem) -> None:
    said = [each for each in batch.problems if each["code"] != problem.code]
    batch.problems = [*said, problem.json()]
    batch.save(update_fields=["problems"])


@job_gave_up(CHECK)
@job_gave_up(APPLY)
def gave_up(job: Job) -> None:
    """Cancelled by somebody: what is checked can be imported. Failed: the batch says so."""
    rows = ImportBatch.objects.filter(pk=job.target_id, state__in=ImportBatch.RUNNING)
    stopped = job.state == Job.State.CANCELLED and job.kind == APPLY
    rows.update(state=_State.CHECKED if stopped else _State.FAILED)
