"""Countries and time zones, named in both languages."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from merchant_app.stores.countries import (
    city_of,
    country_choices,
    country_name,
    zone_choices,
    zone_of,
)


def test_every_country_has_a_name_in_both_languages() -> None:
    for language, germany in (("en", "Germany"), ("zh-hans", "德国")):
        with override(language):
            choices = dict(country_choices())
        assert len(choices) > 240
        assert choices["DE"] == germany
        assert all(name and name != code for code, name in choices.items())


def test_chinese_names_are_sorted_by_sound() -> None:
    with override("zh-hans"):
        names = [name for _code, name in country_choices()]
    assert names.index("德国") < names.index("法国") < names.index("中国")


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("DE", "Europe/Berlin"),
        ("CN", "Asia/Shanghai"),
        ("US", "America/New_York"),
        ("AU", "Australia/Sydney"),
        ("BR", "America/Sao_Paulo"),
        ("RU", "Europe/Moscow"),
        ("BV", "UTC"),
    ],
)
def test_the_zone_most_shops_are_in(country: str, zone: str) -> None:
    assert zone_of(country) == zone


def test_every_country_is_offered_a_zone_that_exists() -> None:
    for code, _name in country_choices():
        assert ZoneInfo(zone_of(code))
        groups = zone_choices(code)
        assert zone_of(code) in [zone for _group, zones in groups for zone, _label in zones]


def test_cities_in_both_languages() -> None:
    assert city_of("Europe/Berlin") == "Berlin"
    with override("zh-hans"):
        assert city_of("Europe/Berlin") == "柏林"
    assert city_of("Etc/Nowhere_Land")


def test_an_unknown_code_names_itself() -> None:
    assert country_name("XX") == "XX"
