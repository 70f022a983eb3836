"""Writing the record of changes. Services of the catalogue and of grants call `record`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from licensing.history.models import Change

_LOCK = 0x464F5945  # one writer at a time: each change is chained to the one before
_BATCH = 1_000
FIRST = "0" * 64


@dataclass(frozen=True)
class Acting:
    """Who acts, and why, for as long as `acting` lasts."""

    actor: Any = None  # a user, or None for the system itself
    why: str = ""


NOBODY = Acting()
_acting: ContextVar[Acting] = ContextVar("acting", default=NOBODY)


@contextmanager
def acting(actor: Any, why: str = "") -> Iterator[None]:
    """Everything recorded inside is on this person's account, for this reason."""
    token = _acting.set(Acting(actor, why))
    try:
        yield
    finally:
        _acting.reset(token)


def acting_now() -> Acting:
    """Who acts at present."""
    return _acting.get()


@dataclass(frozen=True)
class Entry:
    """One change to be recorded; `record_many` takes them by the thousand."""

    action: str
    subject: Model
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""


def record(
    *,
    action: str,
    subject: Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> Change:
    """Append one change. Call it in the transaction of the change itself."""
    return record_many([Entry(action, subject, before or {}, after or {}, why)])[0]


def record_many(entries: Iterable[Entry]) -> list[Change]:
    """Append changes in this order, by few statements however many they are.

    Call it in the transaction of the changes themselves, as late as can be: others who record wait
    until that transaction ends, so that the chain has one order.
    """
    now = acting_now()
    actor = now.actor if getattr(now.actor, "pk", None) else None
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = Change.objects.order_by("-pk").values_list("hash", flat=True).first() or FIRST
        moment = timezone.now()
        changes = []
        for entry in entries:
            values: dict[str, Any] = {
                "at": moment,
                "actor_name": str(actor or "")[:255],
                "action": entry.action,
                "subject_type": entry.subject._meta.label_lower,
                "subject_id": entry.subject.pk,
                "subject_name": str(entry.subject)[:255],
                "before": plain(entry.before),
                "after": plain(entry.after),
                "why": entry.why or now.why,
            }
            made = chained(last, values)
            changes.append(Change(**values, actor=actor, previous_hash=last, hash=made))
            last = made
        return Change.objects.bulk_create(changes, batch_size=_BATCH)


def chained(previous: str, values: Mapping[str, Any]) -> str:
    """SHA-256 over the hash before and the change's own words, in hexadecimal.

    The moment counts to the microsecond, in UTC, as the database keeps it.
    """
    at = values["at"]
    said = {**values, "at": at.astimezone(UTC).isoformat() if isinstance(at, datetime) else at}
    words = json.dumps(plain(said), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{words}".encode()).hexdigest()


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON holds them, so that they read the same after a round through it."""
    found: dict[str, Any] = json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
    return found
