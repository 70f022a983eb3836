"""Finding work that was lost: expired leases, and messages that never reached a worker."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from matching.jobs.models import Job
from matching.jobs.sending import job_send
from matching.jobs.services import job_give_up

#: A job made a moment ago is still being sent by whoever made it.
UNSENT_AFTER = timedelta(seconds=5)
RESEND_AFTER = timedelta(seconds=60)
AT_ONCE = 500


def jobs_requeue() -> int:
    """Send again what was lost; returns how many messages went out.

    May run anywhere, at any time and several times at once: a message too many does no harm,
    because a job is claimed by one worker only.
    """
    return _lost_leases() + _unsent() + _stale()


def _lost_leases() -> int:
    """Jobs whose worker stopped renewing its lease: killed, or cut off from the database."""
    expired = Job.objects.filter(state=Job.State.WORKING, lease_until__lt=timezone.now())
    return sum(
        _take_back(pk) for pk in expired.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    )


def _take_back(pk: int) -> bool:
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(pk=pk, state=Job.State.WORKING, lease_until__lt=timezone.now())
            .first()
        )
        if job is None:  # it renewed its lease or ended meanwhile
            return False
        if job.attempt >= job.max_attempts:
            job_give_up(job, code="worker_lost", text=job.error_text)
            return False
        job.state = Job.State.QUEUED
        job.lease_until = None
        job.sent_at = None
        job.error_code = "worker_lost"
        job.save(update_fields=["state", "lease_until", "sent_at", "error_code"])
    return job_send(job)


def _unsent() -> int:
    """Jobs whose message never left, because the broker was out of reach or a process died."""
    waiting = Job.objects.filter(
        state=Job.State.QUEUED,
        sent_at__isnull=True,
        created_at__lt=timezone.now() - UNSENT_AFTER,
    )
    return sum(job_send(job) for job in waiting.order_by("pk")[:AT_ONCE])


def _stale() -> int:
    """Jobs whose message was lost with the broker: an idle queue with waiting rows shows it."""
    stale = Job.objects.filter(
        Q(lease_until__isnull=True),
        state=Job.State.QUEUED,
        sent_at__lt=timezone.now() - RESEND_AFTER,
    )
    sent = 0
    for queue in stale.order_by("queue").values_list("queue", flat=True).distinct():
        if Job.objects.filter(queue=queue, state=Job.State.WORKING).exists():
            continue
        sent += sum(job_send(job) for job in stale.filter(queue=queue).order_by("pk")[:AT_ONCE])
    return sent
