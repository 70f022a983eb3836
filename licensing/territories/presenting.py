"""Rules and tariffs of a country in words, for the desk and for merchants alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext as _

from licensing.rights.premises import Premises
from licensing.rights.territory_rules import Rule, rules_for
from licensing.rights.words import ACTIVITIES, BASES, RIGHTS, SIDES, spoken
from licensing.territories.estimate import Estimate, estimate
from licensing.territories.models import Tariff


@dataclass(frozen=True)
class RuleLine:
    """A rule with its particulars as words."""

    rule: Rule
    text: str
    what: str
    own: bool  # of this country itself, not of everywhere


@dataclass(frozen=True)
class TariffLine:
    """A tariff as a page shows it, with what it would ask of one place where that can be said."""

    tariff: Tariff
    title: str
    note: str
    bands: list[str]
    premises: str
    a_year: str = ""
    counted: str = ""

    @property
    def source_date(self) -> date | None:
        return self.tariff.source_date


def rule_lines(territory: str, language: str) -> list[RuleLine]:
    """The rules of a country, its own first."""
    return [
        RuleLine(rule, rule.note(language), _what(rule, language), "*" not in rule.territories)
        for rule in rules_for(territory).rules
    ]


def _what(rule: Rule, language: str) -> str:
    zh = spoken(language) == "zh"
    joint = "、" if zh else ", "
    if rule.kind == "right":
        sides = joint.join(SIDES[side][zh] for side in rule.sides)
        return f"{RIGHTS[rule.right][zh]} · {sides}"
    if rule.kind == "activities":
        bases = joint.join(BASES[basis][zh] for basis in rule.bases)
        activities = joint.join(ACTIVITIES[code][zh] for code in rule.activities)
        return f"{bases} · {activities}"
    return ""


def tariff_line(tariff: Tariff, language: str, area: float | None = None) -> TariffLine:
    """A tariff in words; with the floor area of a place in m², its amount a year."""
    zh = spoken(language) == "zh"
    asked: Estimate | None = None
    # The area of what goes on besides, such as karaoke rooms, is not the shop's floor area.
    if not tariff.activity:
        asked = estimate(unit=tariff.unit, currency=tariff.currency, bands=tariff.bands, area=area)
    return TariffLine(
        tariff=tariff,
        title=tariff.title(language),
        note=tariff.note(language),
        bands=[_band(tariff, up_to, amount, zh) for up_to, amount in tariff.bands],
        premises=_premises(tariff.premises, zh),
        a_year=_money(asked.a_year, tariff.currency, zh) if asked else "",
        counted=_counted(asked, tariff, area, zh) if asked else "",
    )


def _counted(asked: Estimate, tariff: Tariff, area: float | None, zh: bool) -> str:
    """ "120 m² × CN¥2.18"."""
    each = f"{_money(asked.each, tariff.currency, zh)} {tariff.get_unit_display()}"
    if area is None or not tariff.unit.startswith("m2"):
        return each
    return f"{format_decimal(area, locale=_locale(zh))} m² × {each}"


def _band(tariff: Tariff, up_to: str | None, amount: str, zh: bool) -> str:
    each = f"{_money(Decimal(amount), tariff.currency, zh)} {tariff.get_unit_display()}"
    if up_to is None:
        return each
    size = format_decimal(Decimal(up_to), locale=_locale(zh))
    return _("below %(size)s: %(amount)s") % {"size": size, "amount": each}


def _money(amount: Decimal, currency: str, zh: bool) -> str:
    return str(
        format_currency(
            amount, currency, locale=_locale(zh), currency_digits=False, decimal_quantization=False
        )
    )


def _premises(kinds: list[str], zh: bool) -> str:
    if "*" in kinds:
        return _("any premises")
    labels = dict(Premises.choices)
    return ("、" if zh else ", ").join(str(labels.get(kind, kind)) for kind in kinds)


def _locale(zh: bool) -> str:
    return "zh_Hans" if zh else "en"
