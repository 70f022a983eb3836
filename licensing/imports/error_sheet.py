"""Rows that did not land, as a sheet to correct and send again: as they were, and why.

A cell that a spreadsheet would run as a formula is written as text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from tempfile import NamedTemporaryFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from licensing.imports.models import ImportBatch
from licensing.imports.problems import Language
from licensing.imports.selectors import refused, sentences

_RUNS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")
#: What XML cannot hold, and openpyxl refuses.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
WHY = {"en": ("Row", "Why"), "zh": ("行", "原因")}


def errors_csv(batch: ImportBatch, language: Language) -> Iterator[bytes]:
    """UTF-8 with a mark, so that Excel reads Chinese; streamed."""
    yield "\ufeff".encode()
    for cells in _lines(batch, language):
        line = io.StringIO()
        csv.writer(line).writerow([harmless(cell) for cell in cells])
        yield line.getvalue().encode()


def errors_xlsx(batch: ImportBatch, language: Language) -> bytes:
    """The same as a workbook; every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("errors")
    for cells in _lines(batch, language):
        row = []
        for cell in cells:
            written = WriteOnlyCell(sheet, value=_CONTROL.sub("", cell)[:32_000])
            written.data_type = "s"  # not "f", whatever it begins with
            row.append(written)
        sheet.append(row)
    with NamedTemporaryFile(suffix=".xlsx") as file:
        book.save(file.name)
        return file.read()


def harmless(cell: str) -> str:
    """Text that no spreadsheet runs: what would be a formula begins with an apostrophe."""
    if cell.startswith(_RUNS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _lines(batch: ImportBatch, language: Language) -> Iterator[list[str]]:
    number, why = WHY[language]
    yield [*batch.header, number, why]
    width = len(batch.header)
    for row in refused(batch):
        cells = [str(cell) for cell in row.raw][:width]
        cells += [""] * (width - len(cells))
        yield [*cells, str(row.number), " ".join(sentences(row.problems, language))]
