"""Telling a merchant's program: signed, once, again after failures, and given up after a day."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from time_machine import travel

from matching.jobs.models import Job
from matching.jobs.tasks import run_job
from merchant_app.accounts.models import Organisation
from merchant_app.webhooks.endpoints import endpoint_create, endpoint_update, secret_rotate
from merchant_app.webhooks.models import Delivery, Endpoint, Event
from merchant_app.webhooks.problems import WebhookProblem
from merchant_app.webhooks.services import (
    LARGEST,
    deliver,
    deliver_due,
    emit,
    events_purge,
    redeliver,
)
from merchant_app.webhooks.signing import verified
from tests.merchant_app.webhooks.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
LOST = "clearance.lost"


@pytest.fixture(autouse=True)
def _this_machine(settings: Any) -> None:
    settings.WEBHOOKS_TO_THIS_MACHINE = True


def endpoint_at(receiver: Receiver, organisation: Organisation, *events: str) -> Endpoint:
    return endpoint_create(
        organisation=organisation, address=receiver.url, events=events or (LOST,)
    )


def work() -> None:
    for pk in Job.objects.filter(state=Job.State.QUEUED).values_list("pk", flat=True):
        run_job(pk, worker="test")


def tell(organisation: Organisation, key: str = "1", **payload: object) -> Event | None:
    return emit(organisation=organisation, event=LOST, payload=payload, key=key)


def test_two_failures_then_taken_with_a_good_signature_each_time(
    organisation: Organisation,
) -> None:
    with receiving(500, 503) as program:
        endpoint = endpoint_at(program, organisation)
        event = tell(organisation, track="茶")
        work()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.status, delivery.attempts) == ("waiting", 500, 1)
        assert deliver_due() == 0  # its wait is not over
        start = timezone.now()
        for seconds in (21, 21 + 61):
            with travel(start + timedelta(seconds=seconds), tick=True):
                assert deliver_due() == 1
                assert deliver_due() == 0  # the job is made already
                work()
                headers, body = program.got[-1]
                assert verified(headers, body, secret=endpoint.secret, now=time.time())
        delivery.refresh_from_db()
        assert (delivery.state, delivery.status, delivery.attempts) == ("delivered", 204, 3)
    assert event is not None
    assert {headers["webhook-id"] for headers, _body in program.got} == {str(event.uuid)}
    assert len({body for _headers, body in program.got}) == 1
    said = json.loads(program.got[0][1])
    assert (said["type"], said["data"], said["organisation"]) == (
        LOST,
        {"track": "茶"},
        organisation.pk,
    )


def test_what_was_changed_or_is_old_does_not_verify(organisation: Organisation) -> None:
    with receiving() as program:
        endpoint = endpoint_at(program, organisation)
        tell(organisation)
        work()
    headers, body = program.got[0]
    now, secret = time.time(), endpoint.secret
    assert verified(headers, body, secret=secret, now=now)
    assert not verified(headers, body + b" ", secret=secret, now=now)
    assert not verified(headers, body, secret=secret, now=now + 301)
    later = {**headers, "webhook-timestamp": str(int(now) + 1)}
    assert not verified(later, body, secret=secret, now=now)
    assert not verified({**headers, "webhook-id": "x"}, body, secret=secret, now=now)


def test_both_secrets_sign_while_a_receiver_changes_over(organisation: Organisation) -> None:
    with receiving() as program:
        endpoint = endpoint_at(program, organisation)
        old, new = endpoint.secret, secret_rotate(endpoint=endpoint)
        tell(organisation)
        work()
        for secret in (old, new):
            assert verified(*program.got[0], secret=secret, now=time.time())
        with travel(timezone.now() + timedelta(days=1, seconds=1), tick=True):
            tell(organisation, "2")
            work()
            assert verified(*program.got[1], secret=new, now=time.time())
            assert not verified(*program.got[1], secret=old, now=time.time())


def test_only_those_who_asked_are_told_and_once(organisation: Organisation) -> None:
    with receiving() as program, receiving() as other:
        endpoint_at(program, organisation)
        endpoint_at(other, organisation, "certificate.issued")
        first = tell(organisation)
        assert tell(organisation) == first
        work()
        assert (len(program.got), len(other.got)) == (1, 0)
    stranger = Organisation.objects.create(name="Nobody asked")
    assert tell(stranger) is None
    with pytest.raises(ValueError, match="too large"):
        tell(organisation, "large", text="x" * LARGEST)
    assert Event.objects.count() == 1


def test_nothing_is_told_of_what_was_rolled_back(organisation: Organisation) -> None:
    with receiving() as program:
        endpoint_at(program, organisation)
        try:
            with transaction.atomic():
                tell(organisation)
                raise RuntimeError
        except RuntimeError:
            pass
        work()
        assert program.got == []


def test_after_a_day_of_failures_the_webhook_is_switched_off(organisation: Organisation) -> None:
    with receiving(*[500] * 50) as program:
        endpoint = endpoint_at(program, organisation)
        tell(organisation)
        start, hours = timezone.now(), 0.0
        while Delivery.objects.get().state == "waiting":
            with travel(start + timedelta(hours=hours), tick=False):
                deliver(Delivery.objects.get().pk)
            hours += 0.25
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.problem) == ("failed", "refused")
        assert 19 < hours <= 24.25
        assert 8 <= delivery.attempts <= 14
        endpoint.refresh_from_db()
        assert endpoint.stopped == Endpoint.Stopped.UNREACHABLE
        assert tell(organisation, "2") is None
        with pytest.raises(WebhookProblem):
            redeliver(delivery)
        endpoint_update(endpoint=endpoint, active=True)
        delivery.refresh_from_db()
        program.answers.clear()
        redeliver(delivery)
        work()
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts) == ("delivered", 1)


def test_one_refused_message_does_not_switch_off_what_takes_others(
    organisation: Organisation,
) -> None:
    with receiving(400, 204, 400) as program:
        endpoint = endpoint_at(program, organisation)
        tell(organisation, "1")
        tell(organisation, "2")
        work()
        first = Delivery.objects.order_by("pk")[0]
        with travel(timezone.now() + timedelta(hours=23, minutes=59), tick=True):
            deliver(first.pk)
    first.refresh_from_db()
    endpoint.refresh_from_db()
    assert (first.state, endpoint.active) == ("failed", True)


def test_who_is_not_there_is_asked_by_one_delivery_only(organisation: Organisation) -> None:
    with receiving() as program:
        endpoint_at(program, organisation)
    for key in ("1", "2", "3"):
        tell(organisation, key)
    work()
    attempts = sorted(Delivery.objects.values_list("attempts", flat=True))
    assert attempts == [0, 0, 1]
    assert Delivery.objects.get(attempts=1).problem == "not_reached"


def test_a_redirect_is_not_followed(organisation: Organisation) -> None:
    with receiving(302) as program:
        endpoint_at(program, organisation)
        tell(organisation)
        work()
        assert len(program.got) == 1
    assert Delivery.objects.get().problem == "redirected"


def test_old_events_are_deleted(organisation: Organisation) -> None:
    with receiving() as program:
        endpoint_at(program, organisation)
        tell(organisation)
    with travel(timezone.now() + timedelta(days=31), tick=False):
        assert events_purge() == 1
    assert not Delivery.objects.exists()
