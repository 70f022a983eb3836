"""What the broker and the workers say of themselves, asked seldom and with little patience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from kombu.exceptions import KombuError

from matching.jobs.models import Job
from merchant_app.config.celery import app

CACHED_S = 5
PATIENCE_S = 1.0
_KEY = "operations:fleet"


@dataclass(frozen=True)
class Worker:
    """A worker process that answered, and the queues it takes work from."""

    name: str
    queues: tuple[str, ...]


@dataclass(frozen=True)
class Fleet:
    """The broker's queues and the workers that answered within a second."""

    reachable: bool
    messages: Mapping[str, int] = field(default_factory=dict)
    workers: tuple[Worker, ...] = ()

    @property
    def unserved(self) -> list[str]:
        """Queues that no worker takes work from."""
        served = {queue for worker in self.workers for queue in worker.queues}
        return [queue for queue in Job.Queue.values if queue not in served]


def fleet() -> Fleet:
    """The state of broker and workers, at most five seconds old. Never raises."""
    known: Fleet | None = cache.get(_KEY)
    if known is None:
        known = _ask()
        cache.set(_KEY, known, CACHED_S)
    return known


def _ask() -> Fleet:
    try:
        with app.connection_for_read(transport_options={"max_retries": 0}) as connection:
            connection.ensure_connection(max_retries=1, timeout=PATIENCE_S)  # type: ignore[arg-type]
            messages = {queue: _waiting(connection, queue) for queue in Job.Queue.values}
        answers = app.control.inspect(timeout=PATIENCE_S).active_queues() or {}
    except (KombuError, OSError):
        return Fleet(reachable=False)
    workers = [
        Worker(name, tuple(sorted(queue["name"] for queue in queues)))
        for name, queues in sorted(answers.items())
    ]
    return Fleet(True, messages, tuple(workers))


def _waiting(connection: Any, queue: str) -> int:
    """Messages in a queue; a queue nobody ever used does not exist yet."""
    try:
        with connection.channel() as channel:
            return int(channel.queue_declare(queue, passive=True).message_count)
    except connection.channel_errors:
        return 0
