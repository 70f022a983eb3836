"""Imports for tests: a file goes in, the worker's part is done here."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from licensing.imports.models import ImportBatch
from licensing.imports.services import import_apply, import_check, import_start
from merchant_app.accounts.models import User
from tests.licensing.audio import work_off

DATA = Path(__file__).parents[2] / "data"


def take_in(by: User, content: bytes | str, name: str = "sheet.csv", **more: Any) -> ImportBatch:
    raw = content.encode() if isinstance(content, str) else content
    return import_start(file=SimpleUploadedFile(name, raw), name=name, by=by, **more)


def bring_in(
    by: User, content: bytes | str, name: str = "sheet.csv", **options: Any
) -> ImportBatch:
    """The whole way: taken in, checked by the guessed columns, imported."""
    batch = take_in(by, content, name)
    if batch.kind in {"csv", "xlsx"}:
        import_check(batch=batch, mapping=batch.mapping, options=options, dry_run=True)
    work_off()
    import_apply(batch=ImportBatch.objects.get(pk=batch.pk))
    work_off()
    return ImportBatch.objects.get(pk=batch.pk)


def workbook(rows: list[list[Any]]) -> tuple[Workbook, Any]:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    return book, sheet


def as_bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def verdicts(batch: ImportBatch) -> dict[int, str]:
    return dict(batch.rows.values_list("number", "verdict"))


def codes(batch: ImportBatch, number: int) -> set[str]:
    return {problem["code"] for problem in batch.rows.get(number=number).problems}
