"""Several hands on one brief at the same moment, and services that are away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from matching.jobs.models import Job
from matching.jobs.recovery import jobs_requeue
from matching.jobs.tasks import run_job
from merchant_app.briefs.models import Brief, BriefInput, Seed
from merchant_app.briefs.services.understanding import input_understand
from merchant_app.playlists.models import Playlist
from tests.brokers import NOWHERE, broker_at
from tests.matching.jobs.conftest import at_once
from tests.merchant_app.briefs import files
from tests.merchant_app.conftest import work
from tests.merchant_app.doors import api_of
from tests.merchant_app.workers import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def song(name: str = "song", seconds: float = 6) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.flac", files.sound(seconds, kind="FLAC"))


def draft_of(api, store, **fields) -> Brief:
    made = api.post(
        f"/api/v1/stores/{store.pk}/briefs/", {"draft": "true", **fields}, format="multipart"
    )
    assert made.status_code == 202, made.content
    return Brief.objects.get(pk=made.json()["id"])


@contextmanager
def at_work(job_id: int) -> Iterator[Callable[[], str]]:
    """A worker busy with this job in another thread; call for how it ended."""
    ended: list[str] = []

    def run() -> None:
        try:
            ended.append(run_job(job_id, worker="another thread"))
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()

    def result() -> str:
        thread.join(120)
        return ended[0]

    yield result
    thread.join(120)


def test_the_broker_is_down_when_the_brief_is_sent(api, api_zh, page, cafe) -> None:
    with broker_at(NOWHERE):
        started = time.monotonic()
        answer = api.post(f"/api/v1/stores/{cafe.pk}/briefs/", {"description": "quiet piano"})
        assert time.monotonic() - started < 15
        assert answer.status_code == 202
        assert answer.json()["status"] == "queued"
        (problem,) = answer.json()["problems"]
        assert problem["code"] == "broker_down"
        assert "starts by itself" in problem["message"]
        address = f"/briefs/{answer.json()['id']}/"
        chinese = api_zh.get(f"/api/v1{address}").json()["problems"]
        assert "恢复后会自动开始" in chinese[0]["message"]
        for language, says in (("en", "starts by itself"), ("zh-hans", "恢复后会自动开始")):
            assert says in page(language).get(address).content.decode()
            assert says in page(language).get(f"{address}progress/").content.decode()
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=6))
    assert jobs_requeue() == 2
    assert api.get(f"/api/v1{address}").json()["problems"] == []
    work()
    assert api.get(f"/api/v1{address}").json()["status"] == "ready"


def test_two_tabs_start_the_same_brief(owner, api, cafe) -> None:
    brief = draft_of(api, cafe, description="quiet piano")
    tabs = [api_of(owner, "en"), api_of(owner, "zh")]
    answers = at_once(lambda tab: tabs[tab].post(f"/api/v1/briefs/{brief.pk}/start/"), 2)
    assert sorted(answer.status_code for answer in answers) == [202, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "brief_not_draft"
    assert Job.objects.filter(kind="match_brief").count() == 1
    work()
    assert Playlist.objects.count() == 1


def test_the_second_tab_is_told_and_changes_nothing(api, page, cafe) -> None:
    brief = draft_of(api, cafe, description="quiet piano")
    page("en").post(f"/briefs/{brief.pk}/start/", {"text": "quiet piano", "length": "3"})
    for language, says in (("en", "already sent"), ("zh-hans", "已经提交")):
        late = {"text": "loud metal", "length": "9"}
        shown = page(language).post(f"/briefs/{brief.pk}/start/", late, follow=True)
        assert says in shown.content.decode()
    brief.refresh_from_db()
    assert brief.length == 3
    assert brief.inputs.get().text == "quiet piano"


def test_cancelled_while_a_worker_is_on_it(api, cafe) -> None:
    brief = draft_of(api, cafe, description="quiet piano", seed_audio=[song(seconds=120)])
    api.post(f"/api/v1/briefs/{brief.pk}/start/")
    brief.refresh_from_db()
    with at_work(brief.job_id) as result:
        listening = BriefInput.objects.filter(kind="audio", status="working")
        assert wait_for(listening.exists, 90)
        cancelled = api.post(f"/api/v1/briefs/{brief.pk}/cancel/")
        assert cancelled.status_code == 200
        assert cancelled.json()["status"] == "cancelled"
        assert result() == "cancelled"
    brief.refresh_from_db()
    assert brief.status == Brief.Status.CANCELLED
    assert not Playlist.objects.exists()
    again = api.post(f"/api/v1/briefs/{brief.pk}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "brief_not_running")


def test_a_cancelled_brief_is_opened_again_with_everything_in_it(api, page, cafe) -> None:
    brief = draft_of(api, cafe, description="quiet piano", seed_audio=[song()])
    api.post(f"/api/v1/briefs/{brief.pk}/start/")
    browser = page("en")
    browser.post(f"/briefs/{brief.pk}/cancel/")
    browser.post(f"/briefs/{brief.pk}/reopen/")
    assert api.post(f"/api/v1/briefs/{brief.pk}/start/").status_code == 202
    work()
    ready = api.get(f"/api/v1/briefs/{brief.pk}/").json()
    assert ready["status"] == "ready"
    assert [seed["outcome"] for seed in ready["seeds"]] == ["analysed"]
    assert Playlist.objects.count() == 1


def test_an_input_is_removed_while_it_is_read(api, page, cafe) -> None:
    brief = draft_of(api, cafe, description="quiet piano", seed_audio=[song(seconds=120)])
    item = brief.inputs.get(kind="audio")
    with at_work(item.job_id) as result:
        assert wait_for(lambda: brief.inputs.filter(pk=item.pk, status="working").exists(), 90)
        removed = page("en").post(f"/briefs/{brief.pk}/inputs/{item.pk}/remove/")
        assert removed.status_code == 200
        assert result() in ("cancelled", "done")  # whichever came first, there is nothing to do
    assert not brief.inputs.filter(kind="audio").exists()
    assert not Seed.objects.exists()
    assert not default_storage.exists(item.file.name)
    api.post(f"/api/v1/briefs/{brief.pk}/start/")
    work()
    brief.refresh_from_db()
    assert brief.status == Brief.Status.READY


def test_a_brief_is_deleted_while_it_is_matched(api, page, cafe) -> None:
    brief = draft_of(api, cafe, description="quiet piano", seed_audio=[song(seconds=120)])
    names = [item.file.name for item in brief.inputs.exclude(file="")]
    api.post(f"/api/v1/briefs/{brief.pk}/start/")
    brief.refresh_from_db()
    with at_work(brief.job_id) as result:
        assert wait_for(lambda: brief.inputs.filter(kind="audio", status="working").exists(), 90)
        assert page("en").post(f"/briefs/{brief.pk}/delete/").status_code == 302
        assert result() in ("cancelled", "done")  # whichever came first, there is nothing to do
    assert not Brief.objects.exists()
    assert not Playlist.objects.exists()
    assert not any(default_storage.exists(name) for name in names)
    assert not Job.objects.filter(state__in=Job.OPEN).exists()


def test_two_workers_read_the_same_input(api, cafe) -> None:
    brief = draft_of(api, cafe, seed_audio=[song()])
    at_once(lambda _number: input_understand(BriefInput.objects.get(brief=brief)), 2)
    assert Seed.objects.count() == 1
    assert brief.inputs.get().status == BriefInput.Status.READY


def test_removing_and_reading_never_wait_for_each_other(api, page, cafe) -> None:
    browser = page("en")
    for _ in range(5):
        brief = draft_of(api, cafe, seed_list="Artist 3 – Piece 3\nArtist 4 – Piece 4")
        item = brief.inputs.get()
        remove = partial(browser.post, f"/briefs/{brief.pk}/inputs/{item.pk}/remove/")
        read = partial(run_job, item.job_id, worker="w")
        removed, ended = at_once(lambda number, both=(remove, read): both[number](), 2)
        assert removed.status_code == 200
        assert ended in ("done", "cancelled", "skipped")
        assert not Seed.objects.filter(brief=brief).exists()


def test_our_own_failures_are_tried_again_when_the_brief_is_opened_again(api, page, cafe) -> None:
    brief = draft_of(api, cafe, description="quiet piano", seed_audio=[song()])
    item = brief.inputs.get(kind="audio")
    Job.objects.filter(pk=item.job_id).update(
        state="working", attempt=3, lease_until=timezone.now() - timedelta(seconds=1)
    )
    jobs_requeue()
    item.refresh_from_db()
    assert item.status == BriefInput.Status.FAILED
    assert "interrupted several times" in item.problems[0]["en"]
    assert "多次中断" in item.problems[0]["zh"]
    api.post(f"/api/v1/briefs/{brief.pk}/start/")
    browser = page("en")
    browser.post(f"/briefs/{brief.pk}/cancel/")
    browser.post(f"/briefs/{brief.pk}/reopen/")
    work()
    item.refresh_from_db()
    assert item.status == BriefInput.Status.READY
