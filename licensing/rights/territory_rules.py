"""What a country asks for beyond public performance, who pays, and what some bases leave out.

Facts with sources from `data/territory_rules.toml`. A country without a sourced rule of its own has
`sourced` false, and pages say so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from licensing.rights.territories import terms_covering

Side = Literal["recording", "work"]
Pair = tuple[str, Side]

PERFORMANCE = "public_performance"
#: Needed everywhere, whatever the country's rules say.
EVERYWHERE: tuple[Pair, ...] = ((PERFORMANCE, "recording"), (PERFORMANCE, "work"))
_FILE = Path(__file__).parent / "data" / "territory_rules.toml"


@dataclass(frozen=True)
class Rule:
    """One sourced fact.

    kind "right": `right` is needed on `sides`; "activities": grants on `bases` do not cover
    `activities`; "note": decides nothing. payer "service": the music service must hold it; "venue":
    the place itself sees to it.
    """

    code: str
    kind: Literal["right", "activities", "note"]
    territories: tuple[str, ...]
    excepted: tuple[str, ...]
    payer: Literal["service", "venue"]
    right: str  # a code of Grant.Right; "" where the rule names none
    sides: tuple[Side, ...]
    bases: tuple[str, ...]  # codes of Grant.Basis
    activities: tuple[str, ...]  # codes of licensing.rights.premises.Activity
    words: Mapping[str, str]  # language ("en", "zh") -> one or two sentences
    source: str
    url: str  # "" where the source gives none
    as_of: date  # the day the source was read

    def note(self, language: str = "en") -> str:
        """The fact in words; Chinese for any zh code, else English."""
        return self.words["zh" if language.lower().startswith("zh") else "en"]


@dataclass(frozen=True)
class TerritoryRules:
    """All rules that apply in one country, its own before those of everywhere."""

    territory: str
    rules: tuple[Rule, ...]
    #: Whether any source speaks of this country itself and not only of "elsewhere".
    sourced: bool
    #: (right, side) pairs without which nothing plays, those of `EVERYWHERE` first.
    required: tuple[Pair, ...]

    @property
    def venue_duties(self) -> tuple[Rule, ...]:
        """What the place itself still has to see to; blocks nothing."""
        return tuple(rule for rule in self.rules if rule.kind == "right" and rule.payer == "venue")

    @property
    def notes(self) -> tuple[Rule, ...]:
        """Rules that decide nothing but are good to know."""
        return tuple(rule for rule in self.rules if rule.kind == "note")

    def not_covered(self, basis: str) -> frozenset[str]:
        """Activities for which a grant on this basis does not count here."""
        return frozenset(
            activity
            for rule in self.rules
            if rule.kind == "activities" and basis in rule.bases
            for activity in rule.activities
        )


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the data file, in its order."""
    with _FILE.open("rb") as stream:
        return tuple(_rule(row) for row in tomllib.load(stream)["rule"])


@cache
def rules_for(territory: str) -> TerritoryRules:
    """What applies in one country (ISO 3166-1 alpha-2)."""
    here = terms_covering(territory)
    found = [
        rule
        for rule in all_rules()
        if here.intersection(rule.territories) and not here.intersection(rule.excepted)
    ]
    found.sort(key=lambda rule: "*" in rule.territories)
    asked: list[Pair] = [
        (rule.right, side)
        for rule in found
        if rule.kind == "right" and rule.payer == "service"
        for side in rule.sides
    ]
    return TerritoryRules(
        territory=territory,
        rules=tuple(found),
        sourced=any("*" not in rule.territories for rule in found),
        required=tuple(dict.fromkeys([*EVERYWHERE, *asked])),
    )


def venue_duties(territory: str) -> tuple[Rule, ...]:
    """What a place in this country still has to see to itself."""
    return rules_for(territory).venue_duties


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        code=row["code"],
        kind=row["kind"],
        territories=tuple(row["territories"]),
        excepted=tuple(row.get("except", ())),
        payer=row["payer"],
        right=row.get("right", ""),
        sides=tuple(row.get("sides", ())),
        bases=tuple(row.get("bases", ())),
        activities=tuple(row.get("activities", ())),
        words={"en": row["en"], "zh": row["zh"]},
        source=row["source"],
        url=row["url"],
        as_of=row["as_of"],
    )
