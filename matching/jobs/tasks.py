"""The one Celery task that runs any job under a lease, and beat's duty to find lost ones."""

from __future__ import annotations

import logging
import os
import socket
import threading

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from matching.jobs import services
from matching.jobs.models import Job
from matching.jobs.recovery import jobs_requeue
from matching.jobs.registry import JobCancelled, JobFailed, handler_of

log = logging.getLogger(__name__)


class _Lease(threading.Thread):
    """Renews the lease of a job while its handler works."""

    def __init__(self, job: Job) -> None:
        super().__init__(daemon=True)
        self._job = job
        self._stop_event = threading.Event()
        self.lost = False

    def run(self) -> None:
        # Twice missed is still in time.
        while not self._stop_event.wait(services.lease().total_seconds() / 3):
            try:
                self.lost = not services.job_renew(self._job)
            except DatabaseError:
                log.warning("the lease of job %s could not be renewed", self._job.pk, exc_info=True)
            finally:
                connection.close()
            if self.lost:
                return

    def stop(self) -> None:
        self._stop_event.set()


def run_job(job_id: int, *, worker: str) -> str:
    """Claim and do one job; returns the state it ended in, or "skipped"."""
    job = services.job_claim(job_id, worker=worker)
    if job is None:
        return "skipped"
    lease = _Lease(job)
    lease.start()

    def report(progress: float, step: str = "") -> None:
        if lease.lost or not services.job_report(job, progress, step):
            raise JobCancelled

    try:
        handler_of(job.kind)(job, report)
    except JobCancelled:
        return "cancelled"
    except JobFailed as error:
        services.job_give_up(job, code=error.code, text=error.text)
        return Job.State.FAILED
    except SoftTimeLimitExceeded:
        services.job_give_up(job, code="too_slow", text="")
        return Job.State.FAILED
    except Exception as error:
        log.exception("job %s (%s) attempt %s failed", job.pk, job.kind, job.attempt)
        services.job_retry_later(job, error=f"{type(error).__name__}: {error}")
        return Job.State.QUEUED
    finally:
        lease.stop()
    return Job.State.DONE if services.job_finish(job) else "cancelled"


@shared_task(name="matching.jobs.run")
def run(job_id: int) -> None:
    close_old_connections()
    run_job(job_id, worker=f"{socket.gethostname()}:{os.getpid()}")


@shared_task(name="matching.jobs.requeue", ignore_result=True)
def requeue() -> None:
    jobs_requeue()
