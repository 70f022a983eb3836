"""Word lists for reading descriptions: ambiguous names, stop words, errands, other languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from matching.semantics.pool import DATA


@dataclass(frozen=True)
class Wording:
    """The lists of wording.toml."""

    ambiguous: frozenset[str]
    stopwords: Mapping[str, frozenset[str]]
    foreign: Mapping[str, frozenset[str]]
    errands: Mapping[str, frozenset[str]]


@cache
def wording() -> Wording:
    """The lists, read once per process."""
    data = tomllib.loads((DATA / "wording.toml").read_text(encoding="utf-8"))
    return Wording(
        frozenset(data["ambiguous"]),
        {language: frozenset(words) for language, words in data["stopwords"].items()},
        {language: frozenset(words) for language, words in data["foreign"].items()},
        {language: frozenset(words) for language, words in data["errands"].items()},
    )
