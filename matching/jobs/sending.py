"""Handing jobs to the broker, without letting anybody wait for a broker that is gone."""

from __future__ import annotations

import logging
import threading
import time

from celery import current_app
from django.utils import timezone
from kombu.exceptions import KombuError

from matching.jobs.models import Job

log = logging.getLogger(__name__)

#: A broker that did not answer is left alone this long by this process: a request that makes
#: several jobs waits for one attempt (about two seconds), not for each.
REST_S = 10.0
NOT_SENT = "broker_down"


class _Rest:
    """Until when this process does not ask the broker again."""

    def __init__(self) -> None:
        self._until = 0.0
        self._lock = threading.Lock()

    def on(self) -> bool:
        with self._lock:
            return time.monotonic() < self._until

    def begin(self) -> None:
        with self._lock:
            self._until = time.monotonic() + REST_S

    def end(self) -> None:
        with self._lock:
            self._until = 0.0


rest = _Rest()


def job_send(job: Job, *, after_s: float = 0.0) -> bool:
    """Hand the job to the broker; False when it is out of reach (beat sends the job again).

    With `after_s` a worker takes it that many seconds later at the earliest.
    The row says so meanwhile: `error_code` is "broker_down" until a message is on its way.
    """
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if rest.on():
        waiting.update(error_code=NOT_SENT)
        return False
    try:
        current_app.send_task(
            "matching.jobs.run", args=[job.pk], queue=job.queue, countdown=after_s or None
        )
    except (KombuError, OSError) as error:
        rest.begin()
        log.warning("job %s not sent, the broker is out of reach: %s", job.pk, error)
        waiting.update(error_code=NOT_SENT)
        return False
    Job.objects.filter(pk=job.pk).update(sent_at=timezone.now())
    waiting.filter(error_code=NOT_SENT).update(error_code="")
    return True
