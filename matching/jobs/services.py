"""Creating, claiming, renewing, cancelling and re-queueing jobs."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from matching.jobs.models import Job
from matching.jobs.registry import ended_of

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
RESEND_AFTER = timedelta(seconds=60)


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


def job_send(job: Job) -> bool:
    """Hand the job to the broker; False when the broker is out of reach (beat tries again)."""
    from matching.jobs.tasks import run  # the task module imports this one

    try:
        run.apply_async(args=[job.pk], queue=job.queue)
    except (OperationalError, OSError) as error:
        log.warning("job %s not sent, the broker is out of reach: %s", job.pk, error)
        return False
    Job.objects.filter(pk=job.pk).update(sent_at=timezone.now())
    return True


def job_claim(job_id: int, *, worker: str) -> Job | None:
    """Take the job for this worker, or None when it is taken, done or cancelled."""
    now = timezone.now()
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
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
        job.lease_until = now + LEASE
        job.worker = worker
        job.started_at = job.started_at or now
        job.save(update_fields=["state", "attempt", "lease_until", "worker", "started_at"])
        return job


def job_renew(job: Job) -> bool:
    """Lengthen the lease; False when the job is no longer this attempt's."""
    return bool(
        Job.objects.filter(pk=job.pk, state=Job.State.WORKING, attempt=job.attempt).update(
            lease_until=timezone.now() + LEASE
        )
    )


def job_report(job: Job, progress: float, step: str) -> bool:
    """Store how far the job is; False when it was cancelled or taken over."""
    return bool(
        Job.objects.filter(pk=job.pk, state=Job.State.WORKING, attempt=job.attempt).update(
            progress=min(max(progress, 0.0), 1.0),
            step=step,
            lease_until=timezone.now() + LEASE,
        )
    )


def job_finish(job: Job) -> bool:
    """Mark the job done; False when it was cancelled or taken over meanwhile."""
    return bool(
        Job.objects.filter(pk=job.pk, state=Job.State.WORKING, attempt=job.attempt).update(
            state=Job.State.DONE,
            progress=1.0,
            lease_until=None,
            error_code="",
            error_text="",
            finished_at=timezone.now(),
        )
    )


def job_retry_later(job: Job, *, error: str) -> None:
    """Put a job that met an unexpected error back into its queue, or give it up."""
    if job.attempt >= job.max_attempts:
        job_give_up(job, code="unexpected", text=error)
        return
    Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.WORKING).update(
        state=Job.State.QUEUED, lease_until=None, error_code="unexpected", error_text=error
    )
    job_send(job)


def job_give_up(job: Job, *, code: str, text: str) -> None:
    """End the job as failed and tell its target."""
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state__in=Job.OPEN).update(
            state=Job.State.FAILED,
            error_code=code,
            error_text=text,
            lease_until=None,
            finished_at=timezone.now(),
        )
        if changed:
            job.refresh_from_db()
            tell = ended_of(job.kind)
            if tell:
                tell(job)


def job_cancel(job: Job) -> bool:
    """Cancel an open job; False when it had already ended."""
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state__in=Job.OPEN).update(
            state=Job.State.CANCELLED, lease_until=None, finished_at=timezone.now()
        )
        if changed:
            job.refresh_from_db()
            tell = ended_of(job.kind)
            if tell:
                tell(job)
    return bool(changed)


def job_restart(job: Job) -> Job:
    """Give a job that was given up a fresh set of attempts (the operator's button)."""
    Job.objects.filter(pk=job.pk, state__in=(Job.State.FAILED, Job.State.CANCELLED)).update(
        state=Job.State.QUEUED,
        attempt=0,
        progress=0,
        step="",
        error_code="",
        error_text="",
        finished_at=None,
    )
    job.refresh_from_db()
    if job.state == Job.State.QUEUED:
        transaction.on_commit(lambda: job_send(job))
    return job


def jobs_requeue() -> int:
    """Send again what was lost: expired leases, and queued rows nobody took."""
    now = timezone.now()
    lost = Job.objects.filter(
        Q(state=Job.State.WORKING, lease_until__lt=now)
        | Q(state=Job.State.QUEUED, sent_at__isnull=True, created_at__lt=now - timedelta(seconds=5))
    )
    sent = 0
    for job in lost.order_by("pk")[:500]:
        if job.state == Job.State.WORKING and job.attempt >= job.max_attempts:
            job_give_up(job, code="worker_lost", text=job.error_text or "")
            continue
        Job.objects.filter(pk=job.pk, state=Job.State.WORKING, attempt=job.attempt).update(
            state=Job.State.QUEUED, lease_until=None, error_code="worker_lost"
        )
        sent += job_send(job)
    # A message can be lost with its broker; an idle queue with waiting rows shows it.
    stale = Job.objects.filter(
        state=Job.State.QUEUED, sent_at__lt=now - RESEND_AFTER, lease_until__isnull=True
    )
    for queue in stale.values_list("queue", flat=True).distinct():
        if Job.objects.filter(queue=queue, state=Job.State.WORKING).exists():
            continue
        for job in stale.filter(queue=queue).order_by("pk")[:100]:
            sent += job_send(job)
    return sent
