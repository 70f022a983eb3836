"""Reads the CSV that goes with a folder of audio: facts of tracks and terms of their grants.

Columns (any order; only `file` is needed): file, title, artist, version, label, release, isrc,
language, vocal, explicit, ai_generated, source, source_url, licence, attribution - and for a grant:
licensor (a row without one grants nothing), right, side, basis, licence_url, territories, except,
premises, max_floor_area_m2, valid_from, valid_until, offline, interactive, promotion,
attribution_required, evidence, status. Lists are separated by ";", dates are YYYY-MM-DD.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from licensing.catalogue.models import YesNoUnknown
from licensing.licences.models import Grant

_FACTS = (
    "title", "artist", "version", "label", "release", "isrc", "language", "source", "source_url",
    "attribution",
)  # fmt: skip
_THREE_VALUED = ("vocal", "explicit", "ai_generated")
_WORDS = {"licensor": "licensor", "licence": "licence_name", "licence_url": "licence_url",
          "evidence": "evidence"}  # fmt: skip
_CHOICES = {
    "side": Grant.Side,
    "basis": Grant.Basis,
    "status": Grant.Status,
}
_LISTS = {"territories": "territories_in", "except": "territories_out", "premises": "premises"}
_FLAGS = ("offline", "interactive", "promotion", "attribution_required")
_DATES = ("valid_from", "valid_until")
COLUMNS = frozenset({
    "file", "right", "max_floor_area_m2", *_FACTS, *_THREE_VALUED, *_WORDS, *_CHOICES, *_LISTS,
    *_FLAGS, *_DATES,
})  # fmt: skip
_YES = {"yes", "true", "1", "y", "是"}
_NO = {"no", "false", "0", "n", "否"}


class SheetProblem(Exception):
    """The sheet as a whole cannot be used; the message says why."""


@dataclass
class Row:
    """One line of the sheet; `problem` says why it cannot be used."""

    file: str
    facts: dict[str, Any] = field(default_factory=dict)
    grant: dict[str, Any] | None = None
    problem: str = ""


def read_sheet(path: Path) -> dict[str, Row]:
    """Rows by file name. Raises SheetProblem; a bad row only carries its own problem."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SheetProblem(f"{path} cannot be read: {error.strerror}") from error
    text = _decoded(raw)
    sample = text[:8192]
    try:
        dialect: Any = csv.Sniffer().sniff(sample.partition("\n")[0], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    reader = csv.DictReader(io.StringIO(text), dialect=dialect)
    names = [(name or "").strip().lower() for name in reader.fieldnames or []]
    if "file" not in names:
        raise SheetProblem(f"{path} has no column named file; it has: {', '.join(names) or 'none'}")
    unknown = sorted(set(names) - COLUMNS - {""})
    if unknown:
        raise SheetProblem(
            f"{path} has columns nobody knows: {', '.join(unknown)}. Known are: "
            f"{', '.join(sorted(COLUMNS))}"
        )
    reader.fieldnames = names
    rows: dict[str, Row] = {}
    for cells in reader:
        plain = {key: (value or "").strip() for key, value in cells.items() if isinstance(key, str)}
        if not any(plain.values()):
            continue
        row = _row(plain)
        rows[row.file] = row
    return rows


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(raw).best()
        if best is None:
            raise SheetProblem("The sheet is not readable text; save it as CSV in UTF-8.") from None
        return str(best)


def _row(cells: Mapping[str, str]) -> Row:
    row = Row(file=cells.get("file", ""))
    try:
        row.facts = {name: cells[name] for name in _FACTS if cells.get(name)}
        for name in _THREE_VALUED:
            if cells.get(name):
                row.facts[name] = _three_valued(name, cells[name])
        if cells.get("licence"):
            row.facts["licence_name"] = cells["licence"]
        if cells.get("licensor"):
            row.grant = _terms(cells)
    except ValueError as error:
        row.problem = str(error)
    return row


def _terms(cells: Mapping[str, str]) -> dict[str, Any]:
    terms: dict[str, Any] = {"status": Grant.Status.ACTIVE}
    for column, name in _WORDS.items():
        if cells.get(column):
            terms[name] = cells[column]
    if cells.get("attribution"):
        terms["attribution_required"] = True
    for column, choices in _CHOICES.items():
        value = cells.get(column, "").lower().replace(" ", "_")
        if value and value not in choices.values:
            raise ValueError(f"{column} is {value!r}, not one of {', '.join(choices.values)}")
        if value:
            terms[column] = value
    if cells.get("right"):
        terms["rights"] = [_right(part) for part in cells["right"].split(";") if part.strip()]
    for column, name in _LISTS.items():
        if cells.get(column):
            terms[name] = [part.strip() for part in cells[column].split(";") if part.strip()]
    for name in _FLAGS:
        if cells.get(name):
            terms[name] = _flag(name, cells[name])
    for name in _DATES:
        if cells.get(name):
            try:
                terms[name] = date.fromisoformat(cells[name])
            except ValueError:
                raise ValueError(f"{name} is {cells[name]!r}, not YYYY-MM-DD") from None
    if cells.get("max_floor_area_m2"):
        if not cells["max_floor_area_m2"].isdecimal():
            raise ValueError(f"max_floor_area_m2 is {cells['max_floor_area_m2']!r}, not a number")
        terms["max_floor_area_m2"] = int(cells["max_floor_area_m2"])
    return terms


def _right(word: str) -> str:
    code = word.strip().lower().replace(" ", "_")
    if code not in Grant.Right.values:
        raise ValueError(f"right is {code!r}, not one of {', '.join(Grant.Right.values)}")
    return code


def _flag(name: str, value: str) -> bool:
    if value.lower() in _YES | _NO:
        return value.lower() in _YES
    raise ValueError(f"{name} is {value!r}, not yes or no")


def _three_valued(name: str, value: str) -> str:
    if value.lower() == YesNoUnknown.UNKNOWN:
        return YesNoUnknown.UNKNOWN
    return YesNoUnknown.YES if _flag(name, value) else YesNoUnknown.NO
