"""Kinds of jobs that only tests know, and threads with connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from matching.jobs import registry
from matching.jobs.models import Job
from matching.jobs.registry import job_gave_up, job_handler, job_taken_up


class Diary:
    """What handlers of the kind "test" were asked to do, and what they do about it."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.ended: list[tuple[int, str]] = []
        self.taken_up: list[int] = []
        self.act: Callable[..., None] = lambda job, report: None
        self.lock = threading.Lock()


@pytest.fixture
def diary() -> Iterator[Diary]:
    book = Diary()

    @job_handler("test")
    def handle(job: Job, report: Any) -> None:
        with book.lock:
            book.done.append(job.pk)
        book.act(job, report)

    @job_gave_up("test")
    def ended(job: Job) -> None:
        book.ended.append((job.pk, job.state))

    @job_taken_up("test")
    def taken_up(job: Job) -> None:
        book.taken_up.append(job.pk)

    yield book
    for known in (registry._handlers, registry._ended, registry._taken_up):
        known.pop("test", None)


@pytest.fixture
def job(diary: Diary) -> Job:
    return Job.objects.create(kind="test", target_type="test", target_id=1, queue="match")


def at_once(action: Callable[[int], Any], times: int = 8) -> list[Any]:
    """The action in this many threads at the same moment; their answers."""
    gate = threading.Barrier(times)

    def run(number: int) -> Any:
        try:
            gate.wait(60)
            return action(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
