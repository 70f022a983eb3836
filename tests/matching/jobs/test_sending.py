"""A broker that is gone: nobody waits for it, nothing is lost, and work starts when it is back."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from matching.jobs.models import Job
from matching.jobs.recovery import jobs_requeue
from matching.jobs.sending import NOT_SENT, job_send
from matching.jobs.services import job_create
from tests.brokers import NOWHERE, broker_at

pytestmark = pytest.mark.django_db


def test_ten_jobs_wait_for_one_attempt(django_capture_on_commit_callbacks) -> None:
    started = time.monotonic()
    with broker_at(NOWHERE), django_capture_on_commit_callbacks(execute=True):
        for number in range(10):
            job_create(kind="test", target_type="test", target_id=number, queue="match")
    assert time.monotonic() - started < 3
    for job in Job.objects.all():
        assert (job.state, job.error_code, job.sent_at) == ("queued", NOT_SENT, None)


def test_beat_sends_them_when_the_broker_is_back() -> None:
    job = Job.objects.create(kind="test", target_type="test", target_id=1, queue="match")
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=6))
    with broker_at(NOWHERE):
        assert not job_send(job)
        assert jobs_requeue() == 0
    assert jobs_requeue() == 1
    job.refresh_from_db()
    assert job.error_code == ""
    assert job.sent_at is not None
    assert jobs_requeue() == 0


def test_a_message_lost_with_its_broker_is_sent_again() -> None:
    job = Job.objects.create(kind="test", target_type="test", target_id=1, queue="match")
    assert job_send(job)
    assert jobs_requeue() == 0
    Job.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    busy = Job.objects.create(
        kind="test", target_type="test", target_id=2, queue="match", state="working",
        lease_until=timezone.now() + timedelta(seconds=30),
    )  # fmt: skip
    assert jobs_requeue() == 0  # the queue moves: it may just be long
    busy.delete()
    assert jobs_requeue() == 1
