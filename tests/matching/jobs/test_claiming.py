"""A job is done by one worker at a time, whoever asks and however often."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from matching.jobs import services
from matching.jobs.models import Job
from matching.jobs.recovery import jobs_requeue
from matching.jobs.registry import JobCancelled, JobFailed
from matching.jobs.tasks import run_job
from tests.matching.jobs.conftest import at_once


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_of_many_claims_at_once_one_succeeds(job) -> None:
    claims = at_once(lambda number: services.job_claim(job.pk, worker=f"w{number}"))
    taken = [claim for claim in claims if claim is not None]
    assert len(taken) == 1
    job.refresh_from_db()
    assert (job.state, job.attempt, job.worker) == ("working", 1, taken[0].worker)


@pytest.mark.django_db(transaction=True)
def test_many_messages_for_one_job_do_it_once(job, diary) -> None:
    ended = at_once(lambda number: run_job(job.pk, worker=f"w{number}"))
    assert sorted(ended) == ["done", *["skipped"] * 7]
    assert diary.done == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_a_claim_waits_for_whoever_writes_the_row(job) -> None:
    """The sender notes that it sent the message while the worker already has it."""

    def act(number: int) -> bool:
        if number == 0:
            with transaction.atomic():
                Job.objects.filter(pk=job.pk).update(sent_at=timezone.now())
                holding.set()
                claiming.wait(5)
                pause.wait(0.3)
            return True
        holding.wait(5)
        claiming.set()
        return services.job_claim(job.pk, worker="w") is not None

    holding, claiming, pause = threading.Event(), threading.Event(), threading.Event()
    assert at_once(act, 2) == [True, True]


@pytest.mark.django_db
def test_an_expired_lease_passes_on_and_the_first_worker_cannot_write(job) -> None:
    first = services.job_claim(job.pk, worker="first")
    expire(job)
    second = services.job_claim(job.pk, worker="second")
    assert second.attempt == 2
    assert not services.job_renew(first)
    assert not services.job_report(first, 0.5, "step")
    assert not services.job_finish(first)
    assert not services.job_give_up(first, code="too_late", text="")
    services.job_retry_later(first, error="late")
    job.refresh_from_db()
    assert (job.state, job.attempt, job.error_code) == ("working", 2, "")
    assert services.job_finish(second)


@pytest.mark.django_db
def test_a_worker_that_lost_its_job_stops_at_its_next_report(job, diary) -> None:
    def act(job, report) -> None:
        expire(job)
        services.job_claim(job.pk, worker="other")
        report(0.5)
        pytest.fail("it went on")

    diary.act = act
    assert run_job(job.pk, worker="first") == "cancelled"
    job.refresh_from_db()
    assert (job.state, job.worker) == ("working", "other")


@pytest.mark.django_db
def test_an_unexpected_error_is_tried_three_times(job, diary) -> None:
    def act(job, report) -> None:
        raise RuntimeError("a bug")

    diary.act = act
    assert [run_job(job.pk, worker="w") for _ in range(4)] == [
        "queued",
        "queued",
        "queued",
        "skipped",
    ]
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "unexpected")
    assert "a bug" in job.error_text
    assert diary.ended == [(job.pk, "failed")]


@pytest.mark.django_db
def test_a_job_that_cannot_succeed_is_given_up_at_once(job, diary) -> None:
    def act(job, report) -> None:
        raise JobFailed("no_use", "It cannot work.")

    diary.act = act
    assert run_job(job.pk, worker="w") == "failed"
    job.refresh_from_db()
    assert (job.attempt, job.error_code, job.error_text) == (1, "no_use", "It cannot work.")


@pytest.mark.django_db
def test_a_cancelled_job_stays_cancelled(job, diary) -> None:
    def act(job, report) -> None:
        assert services.job_cancel(Job.objects.get(pk=job.pk))
        with pytest.raises(JobCancelled):
            report(0.5)

    diary.act = act
    assert run_job(job.pk, worker="w") == "cancelled"
    assert run_job(job.pk, worker="w") == "skipped"
    assert not services.job_cancel(job)
    assert diary.ended == [(job.pk, "cancelled")]


@pytest.mark.django_db
def test_a_restarted_job_has_all_its_attempts_again(job, diary) -> None:
    services.job_cancel(job)
    services.job_restart(job)
    assert diary.taken_up == [job.pk]
    assert (job.state, job.attempt) == ("queued", 0)
    assert run_job(job.pk, worker="w") == "done"
    services.job_restart(job)  # done is done
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.django_db
def test_beat_gives_up_what_was_lost_too_often(job, diary) -> None:
    for _ in range(3):
        services.job_claim(job.pk, worker="killed")
        expire(job)
        jobs_requeue()
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "worker_lost")
    assert diary.ended == [(job.pk, "failed")]


@pytest.mark.django_db(transaction=True)
def test_several_beats_at_once_take_a_lost_job_back_once(job) -> None:
    services.job_claim(job.pk, worker="killed")
    expire(job)
    at_once(lambda _number: jobs_requeue(), 4)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("queued", 1)


@pytest.mark.django_db
def test_a_lease_renewed_in_time_is_left_alone(job) -> None:
    services.job_claim(job.pk, worker="alive")
    assert jobs_requeue() == 0
    job.refresh_from_db()
    assert job.state == "working"
