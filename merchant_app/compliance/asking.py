"""Reading from an address which use somebody asks about: a shop of theirs, or any place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

import pycountry
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from licensing.rights.premises import Activity, Premises
from licensing.rights.rules import Channel, Use
from merchant_app.numbers import whole_number
from merchant_app.stores.countries import zone_of

#: Only for a place that is no shop of the merchant's.
PLACE = ("territory", "premises", "floor_area", "locations", "activities")
LARGEST = 1_000_000


class CannotAsk(Exception):
    """Parameters that name no use: sentences by parameter."""

    def __init__(self, **problems: str) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


def place_use(asked: Mapping[str, str]) -> Use:
    """The use in a place given by country and kind of premises. Raises CannotAsk."""
    problems: dict[str, str] = {}
    territory = asked.get("territory", "").strip().upper()
    if pycountry.countries.get(alpha_2=territory) is None:
        problems["territory"] = _("Use an ISO 3166-1 code such as DE or CN.")
    premises = asked.get("premises", "").strip().lower()
    if premises not in Premises.values:
        problems["premises"] = _("Use one of: %(codes)s.") % {"codes": ", ".join(Premises.values)}
    area = _count(asked, "floor_area", problems, _("Give the floor area in whole m²."))
    locations = _count(asked, "locations", problems, _("Give the number of shops."))
    activities = _activities(asked.get("activities", ""), problems)
    moment, channel = _moment(asked, problems), _channel(asked, problems)
    if problems:
        raise CannotAsk(**problems)
    return Use(
        territory=territory,
        premises=premises,
        floor_area=area,
        moment=moment,
        timezone=zone_of(territory),
        channel=channel,
        activities=activities,
        locations=1 if locations is None else locations,
    )


def store_question(asked: Mapping[str, str]) -> tuple[int, datetime, Channel]:
    """(store id, moment, channel) of a question about one's own shop. Raises CannotAsk."""
    problems = {
        name: _("Leave this out: the shop says it itself.") for name in PLACE if name in asked
    }
    number = whole_number(asked["store"])
    if number is None:
        problems["store"] = _("Give the id of one of your stores.")
    moment, channel = _moment(asked, problems), _channel(asked, problems)
    if problems or number is None:
        raise CannotAsk(**problems)
    return number, moment, channel


def _count(
    asked: Mapping[str, str], name: str, problems: dict[str, str], sentence: str
) -> int | None:
    if not asked.get(name):
        return None
    number = whole_number(asked[name])
    if number is None or not 1 <= number <= LARGEST:
        problems[name] = sentence
    return number


def _activities(text: str, problems: dict[str, str]) -> frozenset[str]:
    codes = frozenset(part.strip().lower() for part in text.split(",") if part.strip())
    if codes - set(Activity.values):
        problems["activities"] = _("Use one or more of: %(codes)s.") % {
            "codes": ", ".join(Activity.values)
        }
    return codes


def _moment(asked: Mapping[str, str], problems: dict[str, str]) -> datetime:
    text = asked.get("at", "").strip()
    if not text:
        return timezone.now()
    # A "+" that was not escaped arrives as a space.
    try:
        moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 1900 <= moment.year <= 2200:
        problems["at"] = _("Give a time with its zone, such as 2026-11-22T10:00:00+01:00.")
        return timezone.now()
    return moment


def _channel(asked: Mapping[str, str], problems: dict[str, str]) -> Channel:
    channels: tuple[Channel, ...] = get_args(Channel)
    for channel in channels:
        if channel == (asked.get("channel") or "stream"):
            return channel
    problems["channel"] = _("Use one of: %(codes)s.") % {"codes": ", ".join(channels)}
    return "stream"
