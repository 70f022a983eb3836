"""Creating, claiming, renewing, ending, cancelling and restarting jobs.

Rows are locked in one order everywhere: the job, then its target. What `job_gave_up` and
`job_taken_up` register may lock the target; nobody who holds a target's lock ends a job.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from matching.jobs.models import Job
from matching.jobs.registry import ended_of, taken_up_of
from matching.jobs.sending import job_send

#: Seconds before the second, third … attempt: what was amiss for a moment may be over by then.
BACK_OFF_S = (2.0, 10.0)


def lease() -> timedelta:
    """How long a job belongs to a worker that says nothing."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def job_create(
    *,
    kind: str,
    target_type: str,
    target_id: int,
    queue: str = Job.Queue.DEFAULT,
    payload: dict[str, Any] | None = None,
    organisation_id: int | None = None,
    max_attempts: int = 3,
) -> Job:
    """Record a job and send it to its queue once the transaction is committed.

    With the broker out of reach the row stays queued; beat sends it again.
    """
    job = Job.objects.create(
        kind=kind,
        target_type=target_type,
        target_id=target_id,
        queue=queue,
        payload=payload or {},
        organisation_id=organisation_id,
        max_attempts=max_attempts,
    )
    transaction.on_commit(lambda: job_send(job))
    return job


def job_claim(job_id: int, *, worker: str) -> Job | None:
    """Take the job for this worker, or None when it is taken, done or cancelled.

    Waits for the row rather than skipping it: whoever sent the message may still be writing down
    that it did, and a message skipped is a message lost.
    """
    now = timezone.now()
    with transaction.atomic():
        job = (
            Job.objects.select_for_update()
            .filter(pk=job_id)
            .filter(
                Q(state=Job.State.QUEUED) | Q(state=Job.State.WORKING, lease_until__lt=now),
            )
            .first()
        )
        if job is None:
            return None
        if job.attempt >= job.max_attempts:
            job_give_up(job, code="too_many_attempts", text=job.error_text)
            return None
        job.state = Job.State.WORKING
        job.attempt += 1
        job.lease_until = now + lease()
        job.worker = worker
        job.started_at = job.started_at or now
        job.save(update_fields=["state", "attempt", "lease_until", "worker", "started_at"])
        return job


def _attempt(job: Job) -> Any:
    """The row, as long as it is still this attempt's to write."""
    return Job.objects.filter(pk=job.pk, state=Job.State.WORKING, attempt=job.attempt)


def job_renew(job: Job) -> bool:
    """Lengthen the lease; False when the job is no longer this attempt's."""
    return bool(_attempt(job).update(lease_until=timezone.now() + lease()))


def job_report(job: Job, progress: float, step: str) -> bool:
    """Store how far the job is; False when it was cancelled or taken over."""
    return bool(
        _attempt(job).update(
            progress=min(max(progress, 0.0), 1.0),
            step=step,
            lease_until=timezone.now() + lease(),
        )
    )


def job_finish(job: Job) -> bool:
    """Mark the job done; False when it was cancelled or taken over meanwhile."""
    return bool(
        _attempt(job).update(
            state=Job.State.DONE,
            progress=1.0,
            lease_until=None,
            error_code="",
            error_text="",
            finished_at=timezone.now(),
        )
    )


def job_retry_later(job: Job, *, error: str) -> None:
    """Put a job that met an unexpected error back into its queue, or give it up.

    The message waits, the row does not: a job found by `jobs_requeue` may be tried sooner.
    """
    if job.attempt >= job.max_attempts:
        job_give_up(job, code="unexpected", text=error)
        return
    put_back = _attempt(job).update(
        state=Job.State.QUEUED,
        lease_until=None,
        sent_at=None,
        error_code="unexpected",
        error_text=error,
    )
    if put_back:
        job_send(job, after_s=BACK_OFF_S[min(job.attempt, len(BACK_OFF_S)) - 1])


def job_give_up(job: Job, *, code: str, text: str) -> bool:
    """End this attempt and the job as failed, and tell its target.

    False when the job had ended or belongs to a later attempt.
    """
    return _end(
        Job.objects.filter(pk=job.pk, state__in=Job.OPEN, attempt=job.attempt),
        job,
        state=Job.State.FAILED,
        error_code=code,
        error_text=text,
    )


def job_cancel(job: Job) -> bool:
    """Cancel an open job and tell its target; False when it had already ended."""
    return _end(Job.objects.filter(pk=job.pk, state__in=Job.OPEN), job, state=Job.State.CANCELLED)


def _end(rows: Any, job: Job, **fields: Any) -> bool:
    with transaction.atomic():
        if not rows.update(lease_until=None, finished_at=timezone.now(), **fields):
            return False
        job.refresh_from_db()
        tell = ended_of(job.kind)
        if tell is not None:
            tell(job)
    return True


def job_restart(job: Job) -> Job:
    """Give a job that failed or was cancelled a fresh set of attempts, and tell its target."""
    with transaction.atomic():
        restarted = Job.objects.filter(
            pk=job.pk, state__in=(Job.State.FAILED, Job.State.CANCELLED)
        ).update(
            state=Job.State.QUEUED,
            attempt=0,
            progress=0,
            step="",
            error_code="",
            error_text="",
            sent_at=None,
            finished_at=None,
        )
        job.refresh_from_db()
        if restarted:
            tell = taken_up_of(job.kind)
            if tell is not None:
                tell(job)
            transaction.on_commit(lambda: job_send(job))
    return job
