"""Countries and time zones, named in the language of the reader.

Names come from CLDR (Babel), codes from ISO 3166-1 (pycountry), the zones of a country from the
IANA database's `zone.tab`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import pycountry
from babel import Locale
from babel.dates import get_timezone_location
from django.utils.translation import get_language
from django.utils.translation import gettext as _

#: `zone.tab` lists the most important zone first, except where it goes from west to east.
_CAPITALS = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}

Choices = list[tuple[str, str]]


def _locale() -> str:
    return "zh_Hans" if (get_language() or "").startswith("zh") else "en"


def country_choices() -> Choices:
    """(code, name) of every country or region, in the order readers of the language expect."""
    return _country_choices(_locale())


@cache
def _country_choices(locale: str) -> Choices:
    names = Locale.parse(locale).territories
    rows = [
        (country.alpha_2, names.get(country.alpha_2, country.name))
        for country in pycountry.countries
    ]
    # GB 2312 orders common characters by their sound, which is how Chinese lists are sorted.
    return sorted(rows, key=lambda row: row[1].casefold().encode("gb18030"))


def country_name(code: str) -> str:
    """The name of a country; its code where nobody knows it."""
    return dict(country_choices()).get(code, code)


@cache
def _zones_by_country() -> dict[str, list[str]]:
    """Country code → IANA zones, the most likely first."""
    zones: dict[str, list[str]] = defaultdict(list)
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text().splitlines():
        if line and not line.startswith("#"):
            codes, _place, zone = line.split("\t")[:3]
            for code in codes.split(","):
                zones[code].append(zone)
    for code, capital in _CAPITALS.items():
        zones[code].sort(key=lambda zone: zone != capital)
    return dict(zones)


def zone_of(country: str) -> str:
    """The time zone most shops of the country are in; UTC where there is none."""
    return _zones_by_country().get(country, ["UTC"])[0]


def zone_choices(country: str) -> list[tuple[str, Choices]]:
    """Time zones in two groups: those of the country, then all others of the world."""
    own = _zones_by_country().get(country, [])
    everywhere = {zone for zones in _zones_by_country().values() for zone in zones} | {"UTC"}
    others = sorted((everywhere & available_timezones()) - set(own))
    rest = [(zone, _zone_label(zone)) for zone in others]
    if not own:
        return [(_("All time zones"), rest)]
    near = [(zone, _zone_label(zone)) for zone in own]
    return [(country_name(country), near), (_("Elsewhere"), rest)]


def city_of(zone: str) -> str:
    """The city a time zone is named after: Europe/Berlin → Berlin, 柏林."""
    return _city_of(zone, _locale())


@cache
def _city_of(zone: str, locale: str) -> str:
    try:
        return str(get_timezone_location(zone, locale=locale, return_city=True))
    except LookupError:
        return zone.rpartition("/")[2].replace("_", " ")


def _zone_label(zone: str) -> str:
    offset = datetime.now(ZoneInfo(zone)).strftime("%z")
    return f"{city_of(zone)} (UTC{offset[:3]}:{offset[3:]})"
