"""The check: streams a file, judges every row against the catalogue, stores what it found.

It goes by chunks, each in a transaction of its own; taken up again after a killed worker, it goes
on behind the last row that is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from django.db import transaction

from licensing.catalogue.files import local_path
from licensing.imports.ddex.rows import message_rows
from licensing.imports.folder_audio.files import folder_check
from licensing.imports.judging import Judged, judge
from licensing.imports.known import known_of
from licensing.imports.models import ImportBatch, ImportRow
from licensing.imports.problems import ImportProblem, Problem
from licensing.imports.reading.dates import Order
from licensing.imports.reading.interpret import interpret
from licensing.imports.reading.parsed import Parsed
from licensing.imports.seen import Seen
from licensing.imports.tables.opening import open_table
from matching.jobs.registry import Report

CHUNK = 500
MAX_ROWS = 500_000

#: Number, the cells as they stand, what they mean, what is wrong.
Read = tuple[int, list[str], Parsed, list[Problem]]


def check(batch: ImportBatch, report: Report) -> None:
    """Judge every row that is not judged yet. Raises ImportProblem."""
    if batch.kind == ImportBatch.Kind.FOLDER:
        folder_check(batch, report)
        return
    with local_path(batch.file) as path:
        rows = _read(batch, path)
        last = batch.rows.order_by("-number").values_list("number", flat=True).first() or 0
        seen = Seen.of(batch) if last else Seen()
        waiting = (row for row in rows if row[0] > last)
        done = batch.rows.count()
        while chunk := list(islice(waiting, CHUNK)):
            done += len(chunk)
            if done > MAX_ROWS:
                raise ImportProblem("too_many_rows", limit=MAX_ROWS)
            with transaction.atomic():
                rows_store(batch, chunk, seen)
            report(_progress(batch, done), str(done))
    batch.rows_total = done
    batch.save(update_fields=["rows_total"])
    if not done:
        raise ImportProblem("no_rows")


def _progress(batch: ImportBatch, done: int) -> float:
    """How many rows a stream has is known at its end; until then this is a guess from its size."""
    guessed = batch.rows_total or max(batch.file.size // 120, 1)
    return min(done / guessed, 0.99)


def _read(batch: ImportBatch, path: Path) -> Iterator[Read]:
    if batch.kind == ImportBatch.Kind.DDEX:
        yield from message_rows(batch, path)
        return
    options = batch.options
    table = open_table(
        path, batch.kind, sheet=batch.sheet, encoding=str(options.get("encoding", ""))
    )
    order: Order = options.get("date_order", "")
    for row in table.rows:
        parsed, problems = interpret(row, batch.mapping, order)
        yield row.number, row.cells, parsed, problems


def rows_store(batch: ImportBatch, chunk: Iterable[Read], seen: Seen) -> None:
    """Judge and store some rows."""
    read = list(chunk)
    known = known_of([parsed for _number, _cells, parsed, _problems in read])
    made = []
    for number, cells, parsed, problems in read:
        twice = seen.add(number, parsed)
        if any(problem.code == "row_twice" for problem in twice) and not problems:
            judged = Judged(ImportRow.Verdict.UNCHANGED, problems=twice)
        else:
            judged = judge(parsed, [*problems, *twice], known)
        if parsed.audio_name and not parsed.audio_sha256 and judged.verdict != "error":
            judged.problems.append(Problem("audio_later", {"name": parsed.audio_name}, note=True))
        made.append(
            ImportRow(
                batch=batch,
                number=number,
                raw=cells,
                parsed=parsed.json(),
                **judged.columns(),
                audio_sha256=parsed.audio_sha256,
                audio_name=parsed.audio_name,
            )
        )
    ImportRow.objects.bulk_create(made, batch_size=500)
