"""Writes on tariffs; each is in the record of changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from licensing.history.services import record
from licensing.territories.models import Tariff

FIELDS = (
    "territory", "society", "title_en", "title_zh", "unit", "currency", "bands", "premises",
    "activity", "source", "source_url", "source_date", "read_on", "note_en", "note_zh",
)  # fmt: skip


def tariff_save(*, tariff: Tariff | None, values: Mapping[str, Any]) -> Tariff:
    """Write a new tariff down, or change one. Saving it unchanged records nothing."""
    row = tariff or Tariff()
    before = _plain(row) if row.pk else {}
    for name, value in values.items():
        setattr(row, name, value)
    after = _plain(row)
    changed = {name: after[name] for name in FIELDS if before.get(name) != after[name]}
    if row.pk and not changed:
        return row
    with transaction.atomic():
        row.save()
        record(
            action="tariff.changed" if before else "tariff.added",
            subject=row,
            before={name: before[name] for name in changed} if before else {},
            after=changed,
        )
    return row


def tariff_delete(*, tariff: Tariff) -> None:
    """Take a tariff out; the record of changes keeps what it said."""
    with transaction.atomic():
        record(action="tariff.removed", subject=tariff, before=_plain(tariff))
        tariff.delete()


def _plain(tariff: Tariff) -> dict[str, Any]:
    return {name: getattr(tariff, name) for name in FIELDS}
