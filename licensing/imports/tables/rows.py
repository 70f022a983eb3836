"""A table as it streams by: a header, then rows of text with what was wrong with their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from licensing.imports.problems import Problem

#: Longer cells are no cells of a catalogue; what is beyond is cut before it is stored.
MAX_CELL = 20_000
MAX_COLUMNS = 400


@dataclass
class TableRow:
    """One row: its number in the file (1 is the first), its cells, problems by column or None."""

    number: int
    cells: list[str]
    #: Column number → what is wrong with that cell; it matters only where the column is mapped.
    wrong: dict[int, Problem] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Table:
    """A sheet that is open: its header, what is to be said of it, and its rows, once."""

    header: list[str]
    rows: Iterator[TableRow]
    problems: list[Problem] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""


def plain(value: Any) -> str:
    """A cell as text: dates in ISO form, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value).replace("\x00", "")
    return text.strip()[:MAX_CELL]
