"""Whether a track is what a request expects: yes, no, or nobody knows."""

from __future__ import annotations

import operator
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

Facts = Mapping[str, Any]
Clause = Mapping[str, Any]

_DATA = Path(__file__).with_name("expectations.toml")
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}


@cache
def _rules() -> dict[str, dict[str, list[Clause]]]:
    return tomllib.loads(_DATA.read_text("utf-8"))


def met(expects: str, facts: Facts) -> bool | None:
    """Three-valued truth of "calm & !piano | tender": "&" binds before "|", "!" turns round.

    None where the labels do not say. Raises ValueError for a name that no rule has.
    """
    return _any(
        _all(_single(name.strip(), facts) for name in part.split("&"))
        for part in expects.split("|")
    )


def _single(name: str, facts: Facts) -> bool | None:
    turned = name.startswith("!")
    value = _named(name.removeprefix("!"), facts)
    return value if value is None or not turned else not value


def _named(name: str, facts: Facts) -> bool | None:
    if name not in _rules():
        raise ValueError(f"{name!r} is not in expectations.toml.")
    rule = _rules()[name]
    relevant = _any(_clause(clause, facts) for clause in rule["relevant"])
    if relevant:
        return True
    if "irrelevant" not in rule:
        return relevant
    return False if _any(_clause(clause, facts) for clause in rule["irrelevant"]) else None


def _clause(clause: Clause, facts: Facts) -> bool | None:
    return _all(_holds(fact, wanted, facts) for fact, wanted in clause.items())


def _holds(fact: str, wanted: Any, facts: Facts) -> bool | None:
    several: Sequence[Any] = wanted if isinstance(wanted, list) else [wanted]
    if fact == "plays":
        return _any(facts.get("plays", {}).get(name) for name in several)
    if fact == "lacks":
        return _all(_not(facts.get("plays", {}).get(name)) for name in several)
    if fact == "not_styles":
        if "styles" not in facts:
            return None
        near = {*facts["styles"], *facts.get("doubtful", ())}
        return not near & set(several)
    if fact not in facts:
        return None
    if fact == "styles":
        return bool(set(facts["styles"]) & set(several))
    if isinstance(wanted, str) and wanted[:2] in _COMPARED:
        return _COMPARED[wanted[:2]](float(facts[fact]), float(wanted[2:]))
    return facts[fact] in several


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _any(values: Any) -> bool | None:
    found = list(values)
    return True if True in found else None if None in found else False


def _all(values: Any) -> bool | None:
    found = list(values)
    return False if False in found else None if None in found else True
