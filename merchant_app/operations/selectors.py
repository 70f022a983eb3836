"""Reads for operators: is anything stuck, why, and what was given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from matching.encoders.manifest import MODEL_FILES
from matching.jobs.models import Job
from matching.models import IndexVersion

STUCK_AFTER = timedelta(minutes=2)
RECENT = timedelta(days=1)
FAILURES_SHOWN = 8


@dataclass(frozen=True)
class QueueState:
    """One queue, by its rows in the database (the truth) and its messages at the broker."""

    name: str
    label: str
    waiting: int
    working: int
    retried: int
    oldest: datetime | None
    messages: int | None

    @property
    def stuck(self) -> bool:
        """Work waits and nobody has taken any for a while."""
        return (
            self.oldest is not None
            and not self.working
            and timezone.now() - self.oldest > STUCK_AFTER
        )


def queue_states(messages: dict[str, int] | None) -> list[QueueState]:
    """All queues. `messages` is what the broker holds, None when it cannot be reached."""
    rows: dict[str, Any] = {
        row["queue"]: row
        for row in Job.objects.filter(state__in=Job.OPEN)
        .values("queue")
        .annotate(
            waiting=Count("pk", filter=Q(state=Job.State.QUEUED)),
            working=Count("pk", filter=Q(state=Job.State.WORKING)),
            retried=Count("pk", filter=Q(attempt__gt=1)),
            oldest=Min("created_at", filter=Q(state=Job.State.QUEUED)),
        )
    }
    nothing: dict[str, Any] = {"waiting": 0, "working": 0, "retried": 0, "oldest": None}
    states = []
    for name, label in Job.Queue.choices:
        row = rows.get(name, nothing)
        states.append(
            QueueState(
                name=name,
                label=str(label),
                waiting=row["waiting"],
                working=row["working"],
                retried=row["retried"],
                oldest=row["oldest"],
                messages=None if messages is None else messages.get(name, 0),
            )
        )
    return states


@dataclass(frozen=True)
class Cause:
    """How often jobs of a kind were given up for one cause lately."""

    kind: str
    code: str
    count: int


def causes_lately() -> list[Cause]:
    """Causes of the jobs given up in the last day, the most frequent first."""
    rows = (
        Job.objects.filter(state=Job.State.FAILED, finished_at__gte=timezone.now() - RECENT)
        .values("kind", "error_code")
        .annotate(count=Count("pk"))
        .order_by("-count", "kind")
    )
    return [Cause(row["kind"], row["error_code"], row["count"]) for row in rows]


def given_up() -> QuerySet[Job]:
    """Jobs that ended as failed, newest first."""
    return Job.objects.filter(state=Job.State.FAILED).order_by("-finished_at", "-pk")


def at_work() -> QuerySet[Job]:
    """Jobs a worker is doing now."""
    return Job.objects.filter(state=Job.State.WORKING).order_by("started_at")


def jobs_matching(
    *, state: str = "", queue: str = "", kind: str = "", q: str = ""
) -> QuerySet[Job]:
    """Jobs, newest first, narrowed by what an operator chose; unknown choices narrow nothing."""
    jobs = Job.objects.order_by("-pk")
    if state in Job.State.values:
        jobs = jobs.filter(state=state)
    if queue in Job.Queue.values:
        jobs = jobs.filter(queue=queue)
    if kind:
        jobs = jobs.filter(kind=kind)
    q = q.strip()
    if q.isdecimal() and len(q) < 18:
        jobs = jobs.filter(Q(pk=int(q)) | Q(target_id=int(q)))
    elif q:
        jobs = jobs.filter(
            Q(error_text__icontains=q) | Q(error_code__icontains=q) | Q(worker__icontains=q)
        )
    return jobs


def job_kinds() -> list[str]:
    return list(Job.objects.order_by("kind").values_list("kind", flat=True).distinct())


@dataclass(frozen=True)
class Models:
    """The model files the workers load, and the index that is searched."""

    files: tuple[tuple[str, str, str], ...]  # name, purpose, licence
    index: IndexVersion | None


def models_state() -> Models:
    return Models(
        files=tuple((file.name, file.purpose, file.licence) for file in MODEL_FILES),
        index=IndexVersion.objects.filter(active=True).first(),
    )
