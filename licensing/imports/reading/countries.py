"""Territories as sheets write them: codes, names, groups, and countries that are no more."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from licensing.imports.problems import Problem
from licensing.rights.territories import WORLD, countries, known_terms

_FORMER = Path(__file__).parents[1] / "data" / "former_countries.toml"
_EVERYWHERE = {"*", "ww", "world", "worldwide", "all", "global", "全球", "全世界", "世界"}
#: Reserved by ISO for the country on the right, and written more often than its code.
_ALIASES = {"uk": "GB", "england": "GB", "usa": "US", "u.s.": "US", "u.s.a.": "US"}


@cache
def former() -> dict[str, dict[str, Any]]:
    """Withdrawn codes with their names and successors."""
    with _FORMER.open("rb") as stream:
        return tomllib.load(stream)


@cache
def _names() -> dict[str, str]:
    return {
        name.casefold(): code for language in ("en", "zh") for code, name in countries(language)
    }


def _one_by_one(words: Iterable[str]) -> Iterator[str]:
    """Codes that only spaces part, such as "DE AT CH", as words of their own."""
    for word in words:
        codes = word.split()
        if all(code.upper() in known_terms() or code.upper() in former() for code in codes):
            yield from codes
        else:
            yield word


def territories(words: Iterable[str], column: dict[str, str]) -> tuple[list[str], list[Problem]]:
    """Terms of a grant for these words, in their order, and what is no territory."""
    found: list[str] = []
    unknown: list[str] = []
    problems: list[Problem] = []
    for word in _one_by_one(words):
        plain = word.strip().casefold()
        code = plain.upper()
        if plain in _EVERYWHERE:
            found.append(WORLD[0])
        elif code in former():
            row = former()[code]
            params = {
                "column": column,
                "code": code,
                "name": {"en": row["en"], "zh": row["zh"]},
                "successors": ", ".join(row["successors"]),
            }
            problems.append(Problem("former_country", params))
        elif code in known_terms():
            found.append(code)
        elif plain in _ALIASES:
            found.append(_ALIASES[plain])
        elif plain in _names():
            found.append(_names()[plain])
        else:
            unknown.append(word.strip())
    if unknown:
        codes = ", ".join(unknown)[:200]
        problems.append(Problem("unknown_country", {"column": column, "codes": codes}))
    return list(dict.fromkeys(found)), problems
