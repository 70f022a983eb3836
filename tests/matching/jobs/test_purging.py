"""What ended well goes after a while, what failed stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.jobs.models import Job
from matching.jobs.purging import jobs_purge

pytestmark = pytest.mark.django_db


def ended(state: str, days: int) -> Job:
    return Job.objects.create(
        kind="test",
        target_type="test",
        target_id=1,
        state=state,
        finished_at=timezone.now() - timedelta(days=days),
    )


def test_old_jobs_that_ended_well_are_deleted() -> None:
    ended("done", 31), ended("cancelled", 31)
    kept = {ended("done", 29).pk, ended("failed", 400).pk}
    waiting = Job.objects.create(kind="test", target_type="test", target_id=1)
    assert jobs_purge() == 2
    assert set(Job.objects.values_list("pk", flat=True)) == kept | {waiting.pk}
    assert jobs_purge() == 0
