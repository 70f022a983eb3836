"""Countries that somebody has sourced rules or tariffs for, and the tariffs of one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from licensing.rights.territories import countries, term_name
from licensing.rights.territory_rules import TerritoryRules, rules_for
from licensing.rights.words import spoken
from licensing.territories.models import Tariff


@dataclass(frozen=True)
class Country:
    """A country with what is known of it."""

    code: str
    name: str
    rules: TerritoryRules
    tariffs: int


def country_of(code: str, language: str) -> Country:
    """What is known of one country."""
    number = Tariff.objects.filter(territory=code).count()
    return Country(code, term_name(code, spoken(language)), rules_for(code), number)


def countries_known(language: str) -> tuple[list[Country], list[tuple[str, str]]]:
    """Countries with a rule of their own or a tariff, and (code, name) of all the others."""
    counts = dict(Tariff.objects.order_by().values_list("territory").annotate(number=Count("pk")))
    known, others = [], []
    for code, name in countries(spoken(language)):
        rules = rules_for(code)
        if rules.sourced or counts.get(code):
            known.append(Country(code, name, rules, counts.get(code, 0)))
        else:
            others.append((code, name))
    return known, others


def tariffs_for(territory: str, premises: str, activities: Iterable[str] = ()) -> list[Tariff]:
    """Tariffs that concern a place of this kind in this country."""
    going_on = {"", *activities}
    return [
        tariff
        for tariff in Tariff.objects.filter(territory=territory)
        if {"*", premises}.intersection(tariff.premises) and tariff.activity in going_on
    ]
