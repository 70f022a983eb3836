"""Writes on webhooks: adding one, changing it, its secret, and taking it away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from merchant_app.accounts.models import Organisation
from merchant_app.webhooks.guard import target_of
from merchant_app.webhooks.models import Endpoint, EventKind
from merchant_app.webhooks.problems import WebhookProblem
from merchant_app.webhooks.signing import secret_make

LIMIT = 10
#: The secret before a change still signs this long.
CHANGE_OVER = timedelta(days=1)


def endpoint_create(*, organisation: Organisation, address: str, events: Iterable[str]) -> Endpoint:
    """Add a webhook; its secret is in the returned row and is shown this once.

    Raises WebhookProblem for an address that cannot be, is taken or is one too many.
    """
    wanted = _events(events)
    target_of(address)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        if organisation.webhooks.count() >= LIMIT:
            raise WebhookProblem("too_many_webhooks", limit=LIMIT)
        if organisation.webhooks.filter(address=address).exists():
            raise WebhookProblem("address_taken")
        return Endpoint.objects.create(organisation=organisation, address=address, events=wanted)


def endpoint_update(
    *,
    endpoint: Endpoint,
    address: str | None = None,
    events: Iterable[str] | None = None,
    active: bool | None = None,
) -> Endpoint:
    """Change what was given. Switched on again, it gets what still waits, not what was given up.

    Raises WebhookProblem.
    """
    if address is not None and address != endpoint.address:
        target_of(address)
        endpoint.address = address
    if events is not None:
        endpoint.events = _events(events)
    if active is not None and active != endpoint.active:
        endpoint.stopped = "" if active else Endpoint.Stopped.BY_OWNER
        endpoint.stopped_at = None if active else timezone.now()
        endpoint.resting_until = None
    try:
        with transaction.atomic():
            endpoint.save()
    except IntegrityError as error:
        raise WebhookProblem("address_taken") from error
    return endpoint


def secret_rotate(*, endpoint: Endpoint) -> str:
    """A new secret, returned this once; the old one signs beside it for a day."""
    endpoint.old_secret, endpoint.secret = endpoint.secret, secret_make()
    endpoint.old_secret_until = timezone.now() + CHANGE_OVER
    endpoint.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return endpoint.secret


def endpoint_delete(*, endpoint: Endpoint) -> None:
    endpoint.delete()


def _events(events: Iterable[str]) -> list[str]:
    asked = set(events)
    wanted = [code for code in EventKind.values if code in asked]
    if not wanted:
        raise WebhookProblem("no_events")
    return wanted
