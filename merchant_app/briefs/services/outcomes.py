"""Writing down what became of one input, once: the first result counts."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from merchant_app.briefs.models import Brief, BriefInput, Seed
from merchant_app.briefs.problems import problem

Problems = list[dict[str, Any]]


def input_settle(
    item: BriefInput,
    *,
    failed: bool = False,
    problems: Problems,
    seeds: list[Seed] | None = None,
    understanding: dict[str, Any] | None = None,
) -> None:
    """Store a result, unless the input was taken away or another worker was first.

    The brief is locked before the input, as everywhere: taking an input away holds the brief.
    """
    with transaction.atomic():
        brief = Brief.objects.select_for_update(no_key=True).filter(pk=item.brief_id).first()
        current = BriefInput.objects.select_for_update().filter(pk=item.pk).first()
        if brief is None or current is None or current.status not in BriefInput.OPEN:
            return
        Seed.objects.bulk_create(seeds or [])
        current.status = BriefInput.Status.FAILED if failed else BriefInput.Status.READY
        current.problems = problems
        current.understanding = understanding
        current.save(update_fields=["status", "problems", "understanding"])


def input_gave_up(item: BriefInput, *, code: str) -> None:
    """Mark an input whose job ended without a result."""
    input_settle(item, failed=True, problems=[problem(code)])


def input_taken_up(item: BriefInput) -> None:
    """An input that failed by our fault waits again."""
    item.seeds.all().delete()
    item.status = BriefInput.Status.QUEUED
    item.problems = []
    item.save(update_fields=["status", "problems"])
