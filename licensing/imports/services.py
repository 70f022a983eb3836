"""Starting imports, saying which columns are what, deciding doubtful rows, taking imports back."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from licensing.catalogue.files import local_path, sha256_of
from licensing.imports.folder_audio.places import place_of
from licensing.imports.models import ImportBatch, ImportRow
from licensing.imports.problems import ImportProblem, Problem
from licensing.imports.reading.dates import order_in
from licensing.imports.reading.mapping import check, guess, remember, remembered
from licensing.imports.tables.opening import kind_of, open_table
from licensing.imports.tables.rows import Table
from matching.jobs.models import Job
from matching.jobs.services import job_cancel, job_create

CHECK = "import_check"
APPLY = "import_apply"
TARGET = "imports.importbatch"
#: A worker that is killed again and again stops a batch in the end; each attempt goes on, though.
ATTEMPTS = 10
_SAMPLE_ROWS = 200
_State = ImportBatch.State


def import_start(
    *, file: Any, name: str, by: Any, dry_run: bool = True, sheet: str = ""
) -> ImportBatch:
    """Take a file in: a sheet waits for its columns, a message is checked at once.

    Raises ImportProblem for what is no sheet and no message.
    """
    if not file.size:
        raise ImportProblem("empty")
    limit = settings.UPLOAD_LIMITS["import"]
    if file.size > limit:
        raise ImportProblem("too_large", limit=limit // (1024 * 1024))
    with NamedTemporaryFile(suffix=Path(name).suffix[:10]) as copy:
        for block in file.chunks():
            copy.write(block)
        copy.flush()
        path = Path(copy.name)
        kind = kind_of(path)
        batch = ImportBatch(
            kind=kind, name=Path(name).name[:255], created_by=by, dry_run=dry_run, sheet=sheet[:120]
        )
        batch.sha256 = sha256_of(File(copy))
        _said_before(batch)
        if kind != ImportBatch.Kind.DDEX:
            _first_look(batch, path)
        copy.seek(0)
        suffix = {"csv": ".csv", "xlsx": ".xlsx", "ddex": ".xml"}[kind]
        batch.file.save(f"{batch.sha256[:20]}{suffix}", File(copy), save=False)
    with transaction.atomic():
        batch.save()
        if kind == ImportBatch.Kind.DDEX:
            _begin(batch, CHECK)
    return batch


def import_start_folder(*, name: str, by: Any, add_new: bool = False) -> ImportBatch:
    """Look through a folder of audio, or a prefix of the bucket. Raises ImportProblem."""
    place = place_of(name)
    batch = ImportBatch(
        kind=ImportBatch.Kind.FOLDER,
        name=place.name or "/",
        created_by=by,
        options={"folder": place.name, "bucket": place.bucket, "add_new": add_new},
    )
    with transaction.atomic():
        batch.save()
        _begin(batch, CHECK)
    return batch


def _said_before(batch: ImportBatch) -> None:
    earlier = ImportBatch.objects.filter(sha256=batch.sha256, state=_State.DONE).first()
    if earlier is not None:
        day = earlier.created_at.date().isoformat()
        said = Problem("sent_before", {"day": day, "number": earlier.pk}, note=True)
        batch.problems = [*batch.problems, said.json()]


def _first_look(batch: ImportBatch, path: Path) -> None:
    """Read the header and a few rows: columns as they were last time, or as they are called."""
    table = open_table(path, batch.kind, sheet=batch.sheet)
    rows = list(islice(table.rows, _SAMPLE_ROWS))
    if not rows:
        raise ImportProblem("no_rows")
    batch.header, batch.sheet = table.header, table.sheet
    batch.options = {"sheets": table.sheets}
    batch.problems += [problem.json() for problem in table.problems]
    kept = remembered(table.header)
    if kept is not None:
        batch.mapping, batch.options = kept[0], {**batch.options, **kept[1], "remembered": True}
    else:
        batch.mapping = guess(table.header)
    if not batch.options.get("date_order"):
        days = ("valid_from", "valid_until", "released_on")
        columns = [batch.mapping[code] for code in days if code in batch.mapping]
        batch.options["date_order"] = order_in(row.cells[c] for row in rows for c in columns)


def sample(batch: ImportBatch, count: int = 3) -> list[list[str]]:
    """The first rows of a sheet, for whoever says which column is which."""
    with local_path(batch.file) as path:
        table: Table = open_table(path, batch.kind, sheet=batch.sheet)
        return [row.cells for row in islice(table.rows, count)]


def import_choose_sheet(*, batch: ImportBatch, sheet: str) -> ImportBatch:
    """Read another sheet of the workbook. Raises ImportProblem."""
    if sheet not in batch.options.get("sheets", []):
        raise ImportProblem("bad_mapping", detail=sheet[:60])
    batch.sheet, batch.problems = sheet, []
    with local_path(batch.file) as path:
        _first_look(batch, path)
    _said_before(batch)
    batch.save()
    return batch


def import_check(
    *, batch: ImportBatch, mapping: Mapping[str, int], options: Mapping[str, Any], dry_run: bool
) -> ImportBatch:
    """Judge every row by this mapping; what an earlier check found is dropped.

    Raises ImportProblem. Without `dry_run` what is found fit is imported at once.
    """
    checked = check(mapping, len(batch.header))
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state not in (_State.UPLOADED, _State.CHECKED, _State.FAILED):
            return batch
        batch.rows.all().delete()
        batch.mapping = checked
        batch.options = {**batch.options, **options}
        batch.dry_run, batch.rows_total, batch.counts = dry_run, None, {}
        remember(batch.header, checked, batch.options)
        _begin(batch, CHECK)
    return batch


def import_apply(*, batch: ImportBatch) -> ImportBatch:
    """Write what the check let through; a batch may be written again after rows were decided."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state in (_State.CHECKED, _State.DONE, _State.FAILED) and batch.rows.exists():
            batch.dry_run = False
            _begin(batch, APPLY)
    return batch


def _begin(batch: ImportBatch, kind: str) -> None:
    batch.state = _State.CHECKING if kind == CHECK else _State.IMPORTING
    batch.finished_at = None
    batch.save()
    batch.job = job_create(kind=kind, target_type=TARGET, target_id=batch.pk, max_attempts=ATTEMPTS)
    batch.save(update_fields=["job"])


def import_stop(*, batch: ImportBatch) -> ImportBatch:
    """Stop the work on it; rows that are written stay written."""
    if batch.job is not None and batch.job.state in Job.OPEN:
        job_cancel(batch.job)
    batch.refresh_from_db()
    return batch


def import_delete(*, batch: ImportBatch) -> None:
    """Forget a batch and its file; what it wrote into the catalogue stays."""
    import_stop(batch=batch)
    name, storage = batch.file.name, batch.file.storage
    batch.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def row_decide(*, row: ImportRow, track_id: int | None, leave_out: bool = False) -> ImportRow:
    """An editor's word on a doubtful row: that track, a new one (None), or not at all.

    Raises ImportProblem when the track is none of the candidates.
    """
    if track_id is not None and track_id not in {each["track"] for each in row.candidates}:
        raise ImportProblem("bad_choice_of_track")
    row.decided = not leave_out
    row.track_id = None if leave_out else track_id
    row.verdict = ImportRow.Verdict.SKIPPED if leave_out else ImportRow.Verdict.DOUBTFUL
    row.applied_at = None
    row.save(update_fields=["decided", "track", "verdict", "applied_at"])
    return row


def counts_store(batch: ImportBatch) -> None:
    """Keep how many rows have which verdict, for lists of imports."""
    from licensing.imports.selectors import counts_of  # it reads what this module writes

    batch.counts = counts_of(batch)
    batch.finished_at = timezone.now()
    batch.save(update_fields=["counts", "finished_at"])
