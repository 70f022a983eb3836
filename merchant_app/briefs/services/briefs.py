"""Creating, naming, sending, cancelling and reopening briefs, and how they end."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.jobs.models import Job
from matching.jobs.services import job_cancel, job_create, job_restart
from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.briefs.problems import BriefProblem, problem
from merchant_app.briefs.services.inputs import draft_for_update
from merchant_app.playlists.carried import AS_USUAL, SOURCE_KEY
from merchant_app.stores.models import Store

JOB_KIND = "match_brief"
MAX_LENGTH = 200


def brief_create(
    *,
    store: Store,
    user: User | None,
    name: str = "",
    length: int | None = None,
    start_from: str = AS_USUAL,
) -> Brief:
    """A new, empty draft. start_from: what its playlist starts from (`playlists.carried`)."""
    number = store.briefs.count() + 1
    return Brief.objects.create(
        store=store,
        name=plain_name(name) or _("Brief %(number)s") % {"number": number},
        length=_length(length),
        start_from=start_from,
        created_by=user,
    )


def plain_name(name: str) -> str:
    """A name as it is stored: one line, at most 150 signs, none that a database refuses."""
    return " ".join(name.replace("\0", "").split())[:150]


def brief_rename(*, brief: Brief, name: str) -> Brief:
    if plain_name(name):
        brief.name = plain_name(name)
        brief.save(update_fields=["name", "updated_at"])
    return brief


def _length(length: int | None) -> int | None:
    return None if length is None else min(max(length, 1), MAX_LENGTH)


def brief_start(*, brief: Brief, length: int | None = None, start_from: str | None = None) -> Brief:
    """Send a draft to the workers. Raises BriefProblem when there is nothing to match by.

    start_from: what its playlist starts from (`playlists.carried`); as usual where it is unknown.
    """
    with transaction.atomic():
        locked = draft_for_update(brief)
        inputs = list(locked.inputs.all())
        if not inputs:
            raise BriefProblem("brief_empty")
        if all(item.status == BriefInput.Status.FAILED for item in inputs):
            raise BriefProblem("brief_nothing_usable")
        locked.status = Brief.Status.QUEUED
        locked.problems = []
        if length is not None:
            locked.length = _length(length)
        if start_from is not None:
            locked.start_from = start_from if re.fullmatch(SOURCE_KEY, start_from) else AS_USUAL
        locked.job = job_create(
            kind=JOB_KIND,
            target_type="brief",
            target_id=locked.pk,
            queue=Job.Queue.MATCH,
            organisation_id=locked.store.organisation_id,
        )
        locked.save(
            update_fields=["status", "problems", "length", "start_from", "job", "updated_at"]
        )
    brief.refresh_from_db()
    return brief


def brief_cancel(*, brief: Brief) -> Brief:
    """Stop the matching of a brief; what was understood of its inputs is kept.

    Cancelling the job ends the brief (`brief_job_ended`); a worker that is on it finds out at its
    next report, and cannot store a playlist any more.
    """
    job = Brief.objects.select_related("job").get(pk=brief.pk).job
    if job is None or not job_cancel(job):
        raise BriefProblem("brief_not_running")
    brief.refresh_from_db()
    return brief


def brief_reopen(*, brief: Brief) -> Brief:
    """Turn a brief that failed or was cancelled back into a draft, nothing lost.

    Inputs that failed by our fault are read again.
    """
    with transaction.atomic():
        locked = Brief.objects.select_for_update(no_key=True).get(pk=brief.pk)
        if locked.status not in (Brief.Status.FAILED, Brief.Status.CANCELLED):
            return locked
        locked.status = Brief.Status.DRAFT
        locked.problems = []
        locked.save(update_fields=["status", "problems", "updated_at"])
    for item in brief.inputs.filter(status=BriefInput.Status.FAILED, job__isnull=False):
        if item.job is not None and item.job.state == Job.State.FAILED:
            job_restart(item.job)
    brief.refresh_from_db()
    return brief


def open_brief_of(job: Job) -> Brief | None:
    """The brief that waits for this job, locked; None when it ended, was deleted or sent anew."""
    return (
        Brief.objects.select_for_update(no_key=True, of=("self",))
        .select_related("store")
        .filter(pk=job.target_id, job=job, status__in=Brief.OPEN)
        .first()
    )


def brief_failed(job: Job, problems: list[dict[str, Any]]) -> None:
    """Record why no playlist came of the brief."""
    _end(job, Brief.Status.FAILED, problems)


def brief_job_ended(job: Job) -> None:
    """Tell the brief that its job was cancelled or given up."""
    if job.state == Job.State.CANCELLED:
        _end(job, Brief.Status.CANCELLED, [])
    else:
        code = "worker_lost" if job.error_code == "worker_lost" else "unexpected"
        _end(job, Brief.Status.FAILED, [problem(code)])


def brief_job_taken_up(job: Job) -> None:
    """A brief that failed by our fault, or was cancelled by an operator, waits again."""
    ended = (Brief.Status.FAILED, Brief.Status.CANCELLED)
    Brief.objects.filter(pk=job.target_id, job=job, status__in=ended).update(
        status=Brief.Status.QUEUED, problems=[], finished_at=None
    )


def _end(job: Job, status: str, problems: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        brief = open_brief_of(job)
        if brief is None:
            return
        brief.status = status
        brief.problems = problems
        brief.finished_at = timezone.now()
        brief.save(update_fields=["status", "problems", "finished_at", "updated_at"])
