"""Countries and groups of countries, and which terms of a grant speak of a given country.

Codes are ISO 3166-1 alpha-2; groups come from `data/territory_groups.toml` with their sources.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale

WORLD = ("*", "WORLD")
_GROUPS_FILE = Path(__file__).parent / "data" / "territory_groups.toml"
_EVERYWHERE = {"en": "worldwide", "zh": "全球"}


@dataclass(frozen=True)
class Group:
    """A named set of countries with the source it was taken from."""

    code: str
    names: Mapping[str, str]  # language ("en", "zh") -> name
    members: frozenset[str]
    source: str


@cache
def groups() -> Mapping[str, Group]:
    """All groups by code."""
    with _GROUPS_FILE.open("rb") as stream:
        rows = tomllib.load(stream)
    return {
        code: Group(
            code, {"en": row["en"], "zh": row["zh"]}, frozenset(row["members"]), row["source"]
        )
        for code, row in rows.items()
    }


@cache
def terms_covering(territory: str) -> frozenset[str]:
    """Every term that includes this country: itself, its groups, and the whole world."""
    holding = {code for code, group in groups().items() if territory in group.members}
    return frozenset({territory, *WORLD, *holding})


@cache
def _locale(language: str) -> Locale:
    return Locale.parse("zh_Hans" if language == "zh" else "en")


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of every country, sorted by name."""
    names = _locale(language).territories
    pairs = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha()]
    unreal = {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}
    return tuple(sorted((p for p in pairs if p[0] not in unreal), key=lambda pair: pair[1]))


@cache
def known_terms() -> frozenset[str]:
    """Every term that may stand in a grant."""
    return frozenset({*WORLD, *groups(), *(code for code, _name in countries("en"))})


def term_name(term: str, language: str) -> str:
    """The name of a country, group or the world; an unknown code is its own name."""
    if term in WORLD:
        return _EVERYWHERE[language]
    if term in groups():
        return groups()[term].names[language]
    return str(_locale(language).territories.get(term, term))
