"""Which column of a sheet is which field: guessed by its name, remembered by its header."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from rapidfuzz import fuzz

from licensing.imports.models import ColumnMapping
from licensing.imports.problems import ImportProblem
from licensing.imports.reading.fields import FIELDS

#: Names as alike as this (0 to 100) are taken for the same: "Artsts" is Artists, "Start" is not.
ALIKE = 88.0
#: Without one of these a row says nothing about any recording.
NAMING = frozenset({"title", "isrc", "external_key"})

Mapped = dict[str, int]


def plain_name(name: str) -> str:
    """A column's name without case, accents of writing width, signs and spaces."""
    wide = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", wide)


def signature(header: Sequence[str]) -> str:
    """SHA-256 over the plain names in their order."""
    return hashlib.sha256("\x1f".join(map(plain_name, header)).encode()).hexdigest()


@cache
def _names() -> dict[str, str]:
    """Plain name → code of the field; the first field to claim a name keeps it."""
    found: dict[str, str] = {}
    for field in FIELDS.values():
        for name in (field.code, field.en, field.zh):
            found.setdefault(plain_name(name), field.code)
    for field in FIELDS.values():
        for name in field.synonyms:
            found.setdefault(plain_name(name), field.code)
    return found


def guess(header: Sequence[str]) -> Mapped:
    """The field of each column whose name is known, or nearly so; the first column wins."""
    names = [plain_name(name) for name in header]
    mapped: Mapped = {}
    for number, name in enumerate(names):
        code = _names().get(name)
        if code is not None:
            mapped.setdefault(code, number)
    for number, name in enumerate(names):
        if number in mapped.values() or len(name) < 4:
            continue
        alike = ((fuzz.ratio(name, known), code) for known, code in _names().items())
        score, code = max(pair for pair in alike if pair[1] not in mapped or pair[0] == 0)
        if score >= ALIKE:
            mapped.setdefault(code, number)
    return mapped


def remembered(header: Sequence[str]) -> tuple[Mapped, dict[str, Any]] | None:
    """The mapping and options of the last sheet with this header."""
    kept = ColumnMapping.objects.filter(signature=signature(header)).first()
    return (dict(kept.mapping), dict(kept.options)) if kept else None


def remember(header: Sequence[str], mapping: Mapping[str, int], options: Mapping[str, Any]) -> None:
    """Keep a mapping for the next sheet with this header."""
    kept = {name: options[name] for name in ("date_order",) if options.get(name)}
    ColumnMapping.objects.update_or_create(
        signature=signature(header), defaults={"mapping": dict(mapping), "options": kept}
    )


def check(mapping: Any, width: int) -> Mapped:
    """A mapping as somebody sent it: field → column number, or column name resolved before.

    Raises ImportProblem.
    """
    if not isinstance(mapping, Mapping):
        raise ImportProblem("bad_mapping", detail="{field: column}")
    unknown = sorted(str(code) for code in mapping if code not in FIELDS)
    if unknown:
        raise ImportProblem("bad_mapping", detail=", ".join(unknown)[:200])
    checked: Mapped = {}
    for code, column in mapping.items():
        if isinstance(column, bool) or not isinstance(column, int) or not 0 <= column < width:
            raise ImportProblem("bad_mapping", detail=f"{code}: {column}"[:200])
        checked[str(code)] = column
    if not NAMING & checked.keys():
        raise ImportProblem("nothing_mapped")
    return checked


def by_names(mapping: Any, header: Sequence[str]) -> Any:
    """A mapping whose columns may be given by their names; the rest stays as it is."""
    if not isinstance(mapping, Mapping):
        return mapping
    numbers = {name.strip(): number for number, name in reversed(list(enumerate(header)))}
    return {
        code: numbers.get(column.strip(), column) if isinstance(column, str) else column
        for code, column in mapping.items()
    }
