"""Telling merchants' programs what happened: `emit`, and the attempts that follow.

`emit(organisation=…, event=…, payload=…, key=…)` is called in the transaction of what happened. It
writes a row for each endpoint that asked; a job sends it once the transaction is committed. An
attempt that fails is repeated after longer and longer waits for a day; then the delivery is given
up, and the endpoint is switched off if it took nothing else meanwhile.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from matching.jobs.models import Job
from matching.jobs.services import job_create
from merchant_app.accounts.models import Organisation
from merchant_app.webhooks.models import Delivery, Endpoint, Event, EventKind
from merchant_app.webhooks.problems import WebhookProblem
from merchant_app.webhooks.sending import Answer, post
from merchant_app.webhooks.signing import headers_for

KIND = "webhook_deliver"
#: Wait before the second attempt, in seconds; each further wait is three times as long, …
FIRST_WAIT_S = 20.0
#: … but never longer than this.
LONGEST_WAIT_S = 4 * 3600.0
TRIED_FOR = timedelta(days=1)
KEPT = timedelta(days=30)
#: Bytes of one message. Lists in a payload are cut by whoever builds it.
LARGEST = 256 * 1024
AT_ONCE = 200


def emit(
    *, organisation: Organisation, event: str, payload: Mapping[str, Any], key: str
) -> Event | None:
    """Tell every endpoint of the organisation that asked for this event; None where none did.

    `event` is a code of `EventKind`, `payload` anything JSON can hold. The same `key` twice is
    sent once. Raises ValueError for a payload above `LARGEST`.
    """
    kind = EventKind(event)
    asked = [
        endpoint
        for endpoint in Endpoint.objects.filter(organisation=organisation, stopped="")
        if kind in endpoint.events
    ]
    if not asked:
        return None
    now = timezone.now()
    with transaction.atomic():
        made, new = Event.objects.get_or_create(organisation=organisation, kind=kind, key=key)
        if not new:
            return made
        made.body = json.dumps(
            {
                "id": str(made.uuid),
                "type": str(kind),
                "created_at": now,
                "organisation": organisation.pk,
                "data": dict(payload),
            },
            cls=DjangoJSONEncoder,
            ensure_ascii=False,
        )
        if len(made.body.encode()) > LARGEST:
            raise ValueError(f"the payload of {kind} {key} is too large")
        made.save(update_fields=["body"])
        for endpoint in asked:
            delivery = Delivery.objects.create(
                event=made, endpoint=endpoint, due_at=now, begun_at=now
            )
            _send_soon(delivery)
    return made


def _send_soon(delivery: Delivery) -> None:
    job_create(
        kind=KIND,
        target_type="webhook_delivery",
        target_id=delivery.pk,
        organisation_id=delivery.event.organisation_id,
    )


def deliver(delivery_id: int) -> None:
    """One attempt, if it is due; what came of it stays on the row."""
    delivery = (
        Delivery.objects.select_related("event", "endpoint")
        .filter(pk=delivery_id, state=Delivery.State.WAITING, due_at__lte=timezone.now())
        .first()
    )
    if delivery is None or not delivery.endpoint.active:
        return
    rest = delivery.endpoint.resting_until
    if rest is not None and rest > timezone.now():
        Delivery.objects.filter(pk=delivery.pk).update(due_at=rest)
        return
    body = delivery.event.body.encode()
    headers = headers_for(
        message=str(delivery.event.uuid),
        moment=int(time.time()),
        body=body,
        secrets=secrets_of(delivery.endpoint),
    )
    _note(delivery, post(delivery.endpoint.address, body, headers))


def secrets_of(endpoint: Endpoint) -> list[str]:
    """What signs now: the secret, and the one before it while receivers change over."""
    until = endpoint.old_secret_until
    old = [endpoint.old_secret] if until is not None and until > timezone.now() else []
    return [endpoint.secret, *old]


def _note(delivery: Delivery, answer: Answer) -> None:
    now = timezone.now()
    delivery.attempts += 1
    delivery.tried_at = now
    delivery.status, delivery.problem = answer.status, answer.problem
    delivery.took_ms = answer.took_ms
    if not answer.problem:
        delivery.state = Delivery.State.DELIVERED
    else:
        delivery.due_at = now + timedelta(seconds=wait_after(delivery.attempts))
        if delivery.due_at > delivery.begun_at + TRIED_FOR:
            delivery.state = Delivery.State.FAILED
    with transaction.atomic():
        delivery.save()
        endpoint = Endpoint.objects.filter(pk=delivery.endpoint_id)
        endpoint.update(resting_until=delivery.due_at if answer.status is None else None)
        if delivery.state == Delivery.State.FAILED:
            _switch_off_if_silent(delivery)


def wait_after(attempts: int) -> float:
    """Seconds between this many failed attempts and the next one."""
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 3.0 ** (attempts - 1))


def _switch_off_if_silent(delivery: Delivery) -> None:
    """A program that took nothing while this was tried for a day is not there any more."""
    took = Delivery.objects.filter(
        endpoint=delivery.endpoint,
        state=Delivery.State.DELIVERED,
        tried_at__gte=delivery.begun_at,
    )
    if not took.exists():
        Endpoint.objects.filter(pk=delivery.endpoint_id, stopped="").update(
            stopped=Endpoint.Stopped.UNREACHABLE, stopped_at=timezone.now()
        )


def deliver_due() -> int:
    """Make a job for each attempt whose wait is over (a duty of beat); returns how many."""
    due = Delivery.objects.filter(
        state=Delivery.State.WAITING, due_at__lte=timezone.now(), endpoint__stopped=""
    ).select_related("event")
    rows = list(due.order_by("due_at")[:AT_ONCE])
    running = set(
        Job.objects.filter(
            target_type="webhook_delivery",
            target_id__in=[row.pk for row in rows],
            state__in=Job.OPEN,
        ).values_list("target_id", flat=True)
    )
    waiting = [row for row in rows if row.pk not in running]
    for row in waiting:
        _send_soon(row)
    return len(waiting)


def redeliver(delivery: Delivery) -> Delivery:
    """Send once more, with the same id and body, and give it a day again.

    Raises WebhookProblem for an endpoint that is switched off.
    """
    if not delivery.endpoint.active:
        raise WebhookProblem("webhook_stopped")
    now = timezone.now()
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.WAITING, due_at=now, begun_at=now, attempts=0
        )
        delivery.refresh_from_db()
        _send_soon(delivery)
    return delivery


def events_purge() -> int:
    """Delete events of more than 30 days ago with their deliveries; returns how many."""
    old = Event.objects.filter(created_at__lt=timezone.now() - KEPT)
    return old.delete()[1].get("webhooks.Event", 0)
