"""The import itself: writes the rows that the check let through, chunk by chunk.

A chunk is one transaction that also marks its rows, so that a worker killed in the middle leaves
whole rows only, and whoever takes the job up goes on behind them. Each row is judged again just
before it is written: meanwhile the catalogue may have changed.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from licensing.imports.ddex.following import notices_keep
from licensing.imports.folder_audio.files import folder_apply
from licensing.imports.judging import Judged, Verdict, judge
from licensing.imports.known import known_of
from licensing.imports.models import ImportBatch, ImportRow
from licensing.imports.problems import Problem
from licensing.imports.reading.parsed import Parsed
from licensing.imports.writing import RowRefused, Write, rows_write
from matching.jobs.registry import Report

CHUNK = 500
_LOCK = 0x494D504F  # one import writes at a time: two files may bring the same recording
_OPEN = Q(verdict__in=ImportRow.WRITES) | Q(verdict=Verdict.DOUBTFUL, decided=True)


def apply(batch: ImportBatch, report: Report) -> None:
    """Write what is not written yet."""
    if batch.kind == ImportBatch.Kind.FOLDER:
        folder_apply(batch, report)
        return
    todo = batch.rows.filter(_OPEN, applied_at__isnull=True)
    total = batch.rows.filter(_OPEN).count()
    while rows := list(todo.order_by("number")[:CHUNK]):
        _chunk(batch, _one_each(rows))
        left = todo.count()
        report((total - left) / max(total, 1), str(total - left))
    if batch.kind == ImportBatch.Kind.DDEX:
        notices_keep(batch)


def _one_each(rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The rows that mean different recordings; a second row about one waits for the next chunk."""
    held: set[str] = set()
    kept = []
    for row in rows:
        parsed = Parsed.of(row.parsed)
        names = {parsed.key, f"t:{row.track_id}" if row.track_id else parsed.key}
        names |= {f"i:{parsed.isrc}"} if parsed.isrc else set()
        if not names & held or parsed.grants_alone:
            kept.append(row)
        held |= names
    return kept


def _chunk(batch: ImportBatch, rows: list[ImportRow]) -> None:
    try:
        with transaction.atomic():
            _write(rows)
    except (RowRefused, ValidationError, DatabaseError, ValueError):
        # One of them cannot be written: each by itself, so that the others are.
        for row in rows:
            try:
                with transaction.atomic():
                    _write([row])
            except RowRefused as refused:
                _refuse(row, refused.problem)
            except (ValidationError, DatabaseError, ValueError) as error:
                words = " ".join(getattr(error, "messages", [str(error)]))
                _refuse(row, Problem("unexpected", {"detail": words.splitlines()[0][:200]}))


def _write(rows: list[ImportRow]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    parsed = [Parsed.of(row.parsed) for row in rows]
    known = known_of(parsed, also=[row.track_id for row in rows if row.decided and row.track_id])
    judged = [
        judge(
            each,
            [Problem(p["code"], p["params"], p.get("note", False)) for p in row.problems],
            known,
            decided=row.decided,
            chosen=row.track_id,
        )
        for each, row in zip(parsed, rows, strict=True)
    ]
    writes = [
        Write(each, verdict)
        for each, verdict in zip(parsed, judged, strict=True)
        if verdict.verdict in ImportRow.WRITES
    ]
    rows_write(writes, known)
    _mark(rows, judged)


def _mark(rows: list[ImportRow], judged: Sequence[Judged]) -> None:
    now = timezone.now()
    more: list[ImportRow] = []
    for row, verdict in zip(rows, judged, strict=True):
        before = (row.problems, row.candidates, row.changes)
        was_new = row.verdict == Verdict.NEW
        row.track = verdict.track or (row.track if row.decided else None)
        said = [problem.json() for problem in verdict.problems]
        row.problems = [each for place, each in enumerate(said) if each not in said[:place]]
        row.candidates = verdict.candidates
        row.changes = verdict.changes or row.changes
        row.verdict = verdict.verdict
        if verdict.verdict == Verdict.UPDATE and was_new and not verdict.changes:
            row.verdict = Verdict.UNCHANGED
        row.applied_at = now if verdict.verdict not in {Verdict.DOUBTFUL, Verdict.ERROR} else None
        if before != (row.problems, row.candidates, row.changes):
            more.append(row)
    # One statement without a CASE for each row and column, which Django's bulk_update would write.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_importrow AS row"
            " SET track_id = new.track, verdict = new.verdict, applied_at = new.applied"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[])"
            " AS new (id, track, verdict, applied) WHERE row.id = new.id",
            [
                [row.pk for row in rows],
                [row.track.pk if row.track else None for row in rows],
                [row.verdict for row in rows],
                [row.applied_at for row in rows],
            ],
        )
    ImportRow.objects.bulk_update(more, ["problems", "candidates", "changes"], batch_size=500)


def _refuse(row: ImportRow, problem: Problem) -> None:
    row.verdict = Verdict.ERROR
    row.problems = [*row.problems, problem.json()]
    row.save(update_fields=["verdict", "problems"])
