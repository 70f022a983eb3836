"""Operators' pages: who may open them, what they tell, which buttons mend."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.jobs.models import Job
from merchant_app.accounts.models import User
from merchant_app.config.celery import app
from merchant_app.operations.broker import fleet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def page(signed_in: object, operator: User) -> Client:
    return signed_in(operator)  # type: ignore[operator, no-any-return]


def failed_job(**fields: Any) -> Job:
    return Job.objects.create(
        **{
            "kind": "analyse_track",
            "queue": Job.Queue.ANALYSE,
            "target_type": "track",
            "target_id": 7,
            "state": Job.State.FAILED,
            "attempt": 3,
            "error_code": "unexpected",
            "error_text": "OSError: no space left on device",
            "finished_at": timezone.now(),
            **fields,
        }
    )


def living(page: Client) -> Any:
    return page.get("/operations/", headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    ("who", "status"),
    [("operator", 200), ("owner", 403), ("colleague", 403), ("editor", 403), ("outsider", 403)],
)
@pytest.mark.parametrize("name", ["overview", "jobs", "job"])
def test_who_may_open_what(
    request: pytest.FixtureRequest, signed_in: object, who: str, status: int, name: str
) -> None:
    url = reverse(f"operations:{name}", args=[failed_job().pk] if name == "job" else [])
    client: Client = signed_in(request.getfixturevalue(who))  # type: ignore[operator]
    assert client.get(url).status_code == status


@pytest.mark.parametrize("name", ["retry", "cancel", "retry_all"])
def test_who_may_press(signed_in: object, owner: User, client: Client, name: str) -> None:
    job = failed_job()
    url = reverse(f"operations:{name}", args=[] if name == "retry_all" else [job.pk])
    assert signed_in(owner).post(url).status_code == 403  # type: ignore[operator]
    assert client.post(url).status_code == 302
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


def test_the_first_answer_does_not_wait_for_workers(page: Client) -> None:
    assert "Asking the workers" in page.get("/operations/").text


def test_it_tells_of_queues_failures_and_space(page: Client) -> None:
    failed_job()
    Job.objects.create(kind="match_brief", queue="match", target_type="brief", target_id=1)
    answer = living(page)
    assert "No worker answers" in answer.text
    assert "no space left on device" in answer.text
    waiting = {queue.name: queue.waiting for queue in answer.context["queues"]}
    assert waiting == {"default": 0, "match": 1, "analyse": 0}
    assert answer.context["storage"].database > 1_000_000


def test_without_a_broker_it_still_answers(page: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.conf, "broker_read_url", "redis://127.0.0.1:1/0")
    answer = living(page)
    assert "The broker does not answer" in answer.text
    assert [queue.messages for queue in answer.context["queues"]] == [None] * 3


def test_the_broker_is_asked_at_most_every_five_seconds() -> None:
    first = fleet()
    assert first.reachable
    assert fleet() == first
    assert cache.get("operations:fleet") == first


def test_retry_gives_fresh_attempts(page: Client) -> None:
    job = failed_job()
    answer = page.post(reverse("operations:retry", args=[job.pk]), follow=True)
    assert "waits for a worker again" in answer.text
    job.refresh_from_db()
    assert (job.state, job.attempt, job.error_text) == (Job.State.QUEUED, 0, "")
    again = page.post(reverse("operations:retry", args=[job.pk]), follow=True)
    assert "nothing to try again" in again.text


def test_retry_all_of_one_cause(page: Client) -> None:
    failed_job()
    other = failed_job(error_code="not_audio")
    page.post(reverse("operations:retry_all"), {"kind": "analyse_track", "code": "unexpected"})
    assert list(Job.objects.filter(state=Job.State.FAILED)) == [other]


def test_cancel(page: Client) -> None:
    job = failed_job(state=Job.State.QUEUED, finished_at=None)
    answer = page.post(reverse("operations:cancel", args=[job.pk]), follow=True)
    assert "was cancelled" in answer.text
    again = page.post(reverse("operations:cancel", args=[job.pk]), follow=True)
    assert "had already ended" in again.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("state=failed", 1),
        ("state=nonsense", 2),
        ("queue=match", 1),
        ("kind=match_brief", 1),
        ("q=7", 1),
        ("q=space+left", 1),
        ("q=99999999999999999999999", 0),
        ("page=x", 2),
    ],
)
def test_filters(page: Client, query: str, found: int) -> None:
    failed_job()
    Job.objects.create(
        kind="match_brief", queue="match", target_type="brief", target_id=123_456, worker="w"
    )
    answer = page.get(f"/operations/jobs/?{query}")
    assert len(answer.context["page_obj"]) == found


def test_a_job_shows_its_whole_error(page: Client) -> None:
    job = failed_job(error_text="line\n" * 200, payload={"path": "a & b"})
    answer = page.get(reverse("operations:job", args=[job.pk]))
    assert len(re.findall("line\n", answer.text)) == 200
    assert "a &amp; b" in answer.text


def test_the_number_of_queries_does_not_grow(
    page: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        failed_job(target_id=number, state=Job.State.WORKING, finished_at=None)
        failed_job(target_id=number)
    living(page)
    with django_assert_max_num_queries(16):
        living(page)
