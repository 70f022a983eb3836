"""Rows of jobs that ended well long ago, which nobody looks at any more."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from matching.jobs.models import Job

KEPT = timedelta(days=30)
AT_ONCE = 5000


def jobs_purge() -> int:
    """Delete jobs that were done or cancelled 30 days ago; returns how many.

    Jobs that failed stay: their cause is still to be seen. What referred to a job does so no more.
    """
    over = (Job.State.DONE, Job.State.CANCELLED)
    old = Job.objects.filter(state__in=over, finished_at__lt=timezone.now() - KEPT)
    rows = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    Job.objects.filter(pk__in=rows, state__in=over).delete()
    return len(rows)
