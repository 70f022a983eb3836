"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from matching.jobs.models import Job


class Report(Protocol):
    """Tells how far a job is; raises `JobCancelled` when somebody cancelled it meanwhile."""

    def __call__(self, progress: float, step: str = "") -> None: ...


Handler = Callable[[Job, Report], None]
#: Called inside the transaction that changes the job, with its row locked.
Ended = Callable[[Job], None]


class JobFailed(Exception):
    """The job cannot succeed however often it is tried; the text is for the person who asked."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class JobCancelled(Exception):
    """Somebody cancelled the job, or it lost its lease to another worker."""


_handlers: dict[str, Handler] = {}
_ended: dict[str, Ended] = {}
_taken_up: dict[str, Ended] = {}


def job_handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind. It must be idempotent."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def job_gave_up(kind: str) -> Callable[[Ended], Ended]:
    """Register what to tell the target when its job failed for good or was cancelled."""

    def register(ended: Ended) -> Ended:
        _ended[kind] = ended
        return ended

    return register


def job_taken_up(kind: str) -> Callable[[Ended], Ended]:
    """Register what to tell the target when its ended job is given another chance."""

    def register(taken_up: Ended) -> Ended:
        _taken_up[kind] = taken_up
        return taken_up

    return register


def handler_of(kind: str) -> Handler:
    return _handlers[kind]


def ended_of(kind: str) -> Ended | None:
    return _ended.get(kind)


def taken_up_of(kind: str) -> Ended | None:
    return _taken_up.get(kind)
