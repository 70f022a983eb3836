"""Opens a sheet by what it is, not by what it is called."""

from __future__ import annotations

from pathlib import Path

from licensing.imports.problems import ImportProblem
from licensing.imports.tables.csv_file import open_csv
from licensing.imports.tables.rows import Table
from licensing.imports.tables.xlsx_file import open_xlsx

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def kind_of(path: Path) -> str:
    """ "csv", "xlsx" or "ddex" (any XML) by the first bytes. Raises ImportProblem."""
    with path.open("rb") as stream:
        start = stream.read(2048)
    if not start:
        raise ImportProblem("empty")
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"
    if start.startswith(_OLD_EXCEL):
        raise ImportProblem("not_workbook")
    bare = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if bare.startswith(b"<"):
        return "ddex"
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"ID3", b"fLaC", b"OggS", b"RIFF")):
        raise ImportProblem("unknown_kind")
    return "csv"


def open_table(path: Path, kind: str, *, sheet: str = "", encoding: str = "") -> Table:
    """The table of a CSV or XLSX file. Raises ImportProblem."""
    return open_xlsx(path, sheet) if kind == "xlsx" else open_csv(path, encoding)
