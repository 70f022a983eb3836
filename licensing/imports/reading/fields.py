"""The columns a sheet may have, as `data/fields.toml` names them in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from licensing.imports.problems import Language

_FILE = Path(__file__).parents[1] / "data" / "fields.toml"
#: What a column is about, in the order of the page.
GROUPS: Mapping[str, tuple[str, str]] = {
    "recording": ("Recording", "录音"),
    "work": ("Work", "作品"),
    "grant": ("Grant", "授权"),
}


@dataclass(frozen=True)
class Field:
    """One column a sheet may have."""

    code: str
    group: str
    en: str
    zh: str
    synonyms: tuple[str, ...] = ()
    hint: tuple[str, str] = ("", "")

    def name(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    @property
    def names(self) -> dict[str, str]:
        """Both names, as a problem's params hold them."""
        return {"en": self.en, "zh": self.zh}


def _fields() -> Mapping[str, Field]:
    with _FILE.open("rb") as stream:
        rows = tomllib.load(stream)
    return {
        code: Field(
            code,
            row["group"],
            row["en"],
            row["zh"],
            tuple(row.get("synonyms", ())),
            tuple(row.get("hint", ("", ""))),
        )
        for code, row in rows.items()
    }


FIELDS: Mapping[str, Field] = _fields()


def label(code: str) -> dict[str, str]:
    """Both names of a field, for a problem's params."""
    return FIELDS[code].names


@cache
def in_groups(language: Language) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """(name of the group, its fields) in the order of the page."""
    return tuple(
        (
            zh if language == "zh" else en,
            tuple(field for field in FIELDS.values() if field.group == group),
        )
        for group, (en, zh) in GROUPS.items()
    )
