"""A broker that is gone: nobody waits for it, nothing is lost, and work starts when it is back."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from celery import current_app
from django.utils import timezone

from matching.jobs.models import Job
from matching.jobs.recovery import jobs_requeue
from matching.jobs.sending import NOT_SENT, job_send
from matching.jobs.services import job_create
from matching.jobs.tasks import run_job
from tests.brokers import NOWHERE, broker_at

pytestmark = pytest.mark.django_db


def test_ten_jobs_wait_for_one_attempt(django_capture_on_commit_callbacks) -> None:
    started = time.monotonic()
    with broker_at(NOWHERE), django_capture_on_commit_callbacks(execute=True):
        for number in range(10):
            job_create(kind="test", target_type="test", target_id=number, queue="match")
    assert time.monotonic() - started < 15  # ten attempts take twenty
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


def due(queue: str) -> list[datetime]:
    """When the messages of a queue that are to wait may be taken, oldest first; empties it."""
    found = []
    with current_app.connection_for_read() as connection:
        box = connection.SimpleQueue(queue)
        with suppress(box.Empty):
            while message := box.get_nowait():
                message.ack()
                if eta := message.headers["eta"]:
                    found.append(datetime.fromisoformat(eta))
        box.close()
    return found


def test_a_failed_attempt_is_repeated_after_a_pause(diary) -> None:
    def act(job, report) -> None:
        raise RuntimeError("the database was away for a second")

    diary.act = act
    job = Job.objects.create(kind="test", target_type="test", target_id=1, queue="match")
    due("match")
    moments = [timezone.now()]
    for _attempt in range(2):
        run_job(job.pk, worker="w")
        moments.append(timezone.now())
    first, second = due("match")
    assert moments[0] < first - timedelta(seconds=2) < moments[1]
    assert moments[1] < second - timedelta(seconds=10) < moments[2]
