"""Streams a sheet of an XLSX workbook within limits on what it unpacks to.

Values only: a formula counts as the value Excel stored with it, and is a wrong cell without one.
Merged cells are found in the sheet's own XML, because a streaming reader does not see them.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from licensing.imports.problems import ImportProblem, Problem
from licensing.imports.tables.rows import MAX_COLUMNS, Table, TableRow, plain

MAX_UNPACKED = 600 * 1024 * 1024
MAX_PARTS = 2000
_BLOCK = 1024 * 1024
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!")
_MAX_MERGED = 50_000
# Excel fills a merge over a whole column down to its last line; that is no data.
_MAX_FILLED = 5000


def open_xlsx(path: Path, sheet: str = "") -> Table:
    """The table of a visible sheet, the first in use unless named. Raises ImportProblem."""
    check_size(path)
    book = _book(path, values=True)
    visible = [s for s in book.worksheets if s.sheet_state == "visible"]
    hidden = [s.title for s in book.worksheets if s.sheet_state != "visible"]
    names = [s.title for s in visible]
    problems = [Problem("hidden_sheets", {"names": ", ".join(hidden)}, note=True)] if hidden else []
    chosen = next((s for s in visible if s.title == sheet), None) or _first_used(visible)
    if chosen is None:
        raise ImportProblem("no_header")
    if len(names) > 1:
        others = ", ".join(name for name in names if name != chosen.title)
        said = {"sheet": chosen.title, "names": others}
        problems.append(Problem("other_sheets", said, note=True))
    merged, formulas = _looked_through(path, chosen)
    second = _book(path, values=False)[chosen.title] if formulas else None
    rows = _rows(chosen, second, merged)
    first = next((row for row in rows if any(row.cells)), None)
    if first is None:
        raise ImportProblem("no_header")
    header = list(first.cells)
    while header and not header[-1]:
        header.pop()
    if any(top <= first.number <= bottom and left < right for left, top, right, bottom in merged):
        problems.append(Problem("merged_header", note=True))
    return Table(header, _fitted(rows, len(header)), problems, names, chosen.title)


def check_size(path: Path) -> None:
    """Refuse what is no workbook or unpacks to more than a machine should hold."""
    if path.stat().st_size == 0:
        raise ImportProblem("empty")
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise ImportProblem("not_workbook") from error
    # A part that holds more than its header says is refused while it is read, by zipfile itself.
    if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise ImportProblem("unpacks_too_large", limit=MAX_UNPACKED // (1024 * 1024))


def _book(path: Path, *, values: bool) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations that nobody asks for
            return load_workbook(path, read_only=True, data_only=values, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parsers met
        raise ImportProblem("not_workbook") from error


def _first_used(sheets: list[Any]) -> Any:
    for sheet in sheets:
        if isinstance(sheet, ReadOnlyWorksheet):
            for row in sheet.iter_rows(max_row=50, values_only=True):
                if any(value is not None for value in row):
                    return sheet
    return None


def _looked_through(path: Path, sheet: Any) -> tuple[list[tuple[int, int, int, int]], bool]:
    """Merged ranges (left, top, right, bottom) and whether any cell is a formula."""
    merged: list[tuple[int, int, int, int]] = []
    formulas = False
    with zipfile.ZipFile(path) as packed, packed.open(sheet._worksheet_path) as stream:
        rest = b""
        while block := stream.read(_BLOCK):
            text = rest + block
            formulas = formulas or _FORMULA.search(text) is not None
            end = 0
            for found in _MERGED.finditer(text):
                end = found.end()
                if len(merged) < _MAX_MERGED:
                    merged.append(range_boundaries(found[1].decode()))
            rest = text[max(end, len(text) - 512) :]
    return merged, formulas


def _rows(sheet: Any, formulas: Any, merged: list[tuple[int, int, int, int]]) -> Iterator[TableRow]:
    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    values = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
    written = None
    if formulas is not None:
        formulas.reset_dimensions()
        written = formulas.iter_rows(values_only=True, max_col=MAX_COLUMNS)
    starts = {(left, top): (left, top, right, bottom) for left, top, right, bottom in merged}
    tops = {top for _left, top, _right, _bottom in merged}
    filling: dict[int, tuple[str, int, str]] = {}  # column → (value, last row, range)
    try:
        for number, cells in enumerate(values, start=1):
            raw = next(written, ()) if written is not None else ()
            row = TableRow(number, [plain(value) for value in cells])
            _formulas(row, cells, raw)
            for column, text in enumerate(row.cells):
                if text in _ERRORS:
                    row.wrong[column] = Problem("cell_error", {"value": text})
            _fill(row, filling)
            if number in tops:
                _begin(row, starts, filling)
            yield row
    except Exception as error:  # a damaged part of the workbook: zlib, XML, openpyxl
        raise ImportProblem("not_workbook") from error


def _formulas(row: TableRow, cells: tuple[Any, ...], raw: tuple[Any, ...]) -> None:
    for column, written in enumerate(raw):
        text = written if isinstance(written, str) else getattr(written, "text", None)
        if text and str(text).startswith("=") and (column >= len(cells) or cells[column] is None):
            row.cells += [""] * (column + 1 - len(row.cells))
            row.wrong[column] = Problem("formula", {"formula": str(text)[:60]})


def _fill(row: TableRow, filling: dict[int, tuple[str, int, str]]) -> None:
    for column, (value, last, cells) in list(filling.items()):
        if row.number > last:
            del filling[column]
        elif value and any(row.cells):
            row.cells += [""] * (column + 1 - len(row.cells))
            row.cells[column] = value
            row.problems.append(Problem("merged_filled", {"cells": cells}, note=True))


def _begin(
    row: TableRow,
    starts: dict[tuple[int, int], tuple[int, int, int, int]],
    filling: dict[int, tuple[str, int, str]],
) -> None:
    for column in range(len(row.cells)):
        found = starts.get((column + 1, row.number))
        if found is None:
            continue
        left, top, right, bottom = found
        cells = f"{_letter(left)}{top}:{_letter(right)}{bottom}"
        if left != right:
            row.wrong[column] = Problem("merged_across", {"cells": cells})
        elif bottom - top <= _MAX_FILLED:
            filling[column] = (row.cells[column], bottom, cells)


def _letter(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _fitted(rows: Iterator[TableRow], width: int) -> Iterator[TableRow]:
    for row in rows:
        if not any(row.cells) and not row.wrong:
            continue
        row.cells = row.cells[:width] + [""] * (width - len(row.cells))
        yield row
