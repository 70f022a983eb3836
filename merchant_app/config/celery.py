"""The Celery application: queues, acknowledgement and the regular duties of beat.

The duties run on the queue `default`, which has a light worker of its own: a match that hangs must
not stop the recovery of other work. A duty that nobody took in time is dropped; the next one does
as much.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merchant_app.config.settings")

WITH_MODELS = frozenset({"match", "analyse"})
"""Queues whose workers need the models."""


def duty(task: str, seconds: float) -> dict[str, Any]:
    """A beat entry: this task, this often, dropped when it was not taken until it is due again."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app = Celery("foyer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # Without a key of its own each queue would get every message.
    task_queues=[Queue(name, routing_key=name) for name in ("default", "match", "analyse")],
    task_default_queue="default",
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_soft_time_limit=30 * 60,
    task_time_limit=32 * 60,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    broker_connection_retry_on_startup=True,
    # A publisher must not hang a web request when the broker is down: jobs are re-sent by beat.
    broker_transport_options={
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "retry_policy": {"timeout": 2.0},
    },
    broker_connection_timeout=2,
    task_publish_retry=False,
    beat_schedule={
        "uploads-expire": duty("merchant_app.briefs.expire_uploads", 3600.0),
        "exports-expire": duty("merchant_app.accounts.expire_exports", 3600.0),
        "index-refresh": duty("licensing.catalogue.refresh_index", 60.0),
        "models-follow": duty("licensing.catalogue.follow_models", 60.0),
        "heads-train": duty("licensing.catalogue.train_heads", 3600.0),
        "map-follow": duty("matching.maps.follow", 30.0),
        "grants-review": duty("licensing.review.refresh", 60.0),
        "quality-follow": duty("licensing.quality.inspect_the_rest", 60.0),
        "rights-sweep": duty("merchant_app.onair.rights_sweep", 20.0),
        "notices-mail": duty("merchant_app.notices.send_digests", 60.0),
        "webhooks-due": duty("merchant_app.webhooks.deliver_due", 10.0),
        "webhooks-purge": duty("merchant_app.webhooks.purge", 6 * 3600.0),
        "purge": duty("merchant_app.operations.purge", 6 * 3600.0),
    },
)
app.autodiscover_tasks()


@app.on_after_configure.connect
def look_for_lost_jobs(sender: Celery, **_kwargs: object) -> None:
    """Twice a lease at least; here because settings may not be read while this is imported."""
    every = min(10.0, settings.JOB_LEASE_SECONDS / 2)
    requeue = sender.signature("matching.jobs.requeue")
    sender.add_periodic_task(every, requeue, name="jobs-requeue", expires=every)


@worker_process_init.connect
def load_models(**_kwargs: object) -> None:
    """Load the models before the first task is taken, so that no merchant waits for them."""
    queues = set(app.amqp.queues.consume_from)
    if queues & WITH_MODELS:
        from merchant_app.config.warm import warm_up  # web and light workers never load torch

        warm_up(queues=queues)
