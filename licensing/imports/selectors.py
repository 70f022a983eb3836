"""Reads imports for the pages and the interface for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet

from licensing.imports.models import ImportBatch, ImportRow
from licensing.imports.problems import Language, say

Verdict = ImportRow.Verdict


def counts_of(batch: ImportBatch) -> dict[str, int]:
    """Rows by verdict; "written" are those in the catalogue, "open" the doubtful without a word."""
    found = dict(batch.rows.values_list("verdict").annotate(Count("pk")).order_by())
    doubtful = batch.rows.filter(verdict=Verdict.DOUBTFUL, decided=False).count()
    written = batch.rows.filter(applied_at__isnull=False).count()
    return {
        **{verdict: found.get(verdict, 0) for verdict in Verdict.values},
        "all": sum(found.values()),
        "written": written,
        "open": doubtful,
    }


def rows_of(batch: ImportBatch, verdict: str = "") -> QuerySet[ImportRow]:
    """Rows in the order of the file; of one verdict, or with something to say ("notes")."""
    rows = batch.rows.select_related("track").order_by("number")
    if verdict == "notes":
        return rows.filter(~Q(problems=[]))
    return rows.filter(verdict=verdict) if verdict in Verdict.values else rows


def refused(batch: ImportBatch) -> Iterator[ImportRow]:
    """Rows that cannot be used or are doubtful still, streamed."""
    return (
        batch.rows.filter(Q(verdict=Verdict.ERROR) | Q(verdict=Verdict.DOUBTFUL, decided=False))
        .order_by("number")
        .iterator(chunk_size=1000)
    )


def sentences(problems: list[dict[str, Any]], language: Language) -> list[str]:
    """What is wrong or worth saying, as sentences."""
    return [say(problem, language) for problem in problems]


def batches() -> QuerySet[ImportBatch]:
    """All imports, the newest first, with who sent them and their work."""
    return ImportBatch.objects.select_related("created_by", "job").order_by("-pk")


def open_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Doubtful rows that nobody has decided, in the order of the file."""
    return batch.rows.filter(verdict=Verdict.DOUBTFUL, decided=False).order_by("number")
