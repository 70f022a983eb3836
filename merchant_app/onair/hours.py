"""Opening hours: whether a shop is open at a moment, and since when. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = Mapping[str, Sequence[Sequence[str]]]


def open_since(hours: Hours, timezone: str, moment: datetime) -> datetime | None:
    """When the shop opened for the stretch of time that `moment` lies in; None when it is closed.

    `hours` maps "mon".."sun" to pairs of "HH:MM"; a pair that ends before it starts goes on into
    the next day. Without any hours the shop counts as always open: since the day began.
    """
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    if not any(hours.values()):
        return datetime.combine(local.date(), time(), zone)
    for day in (local.date(), local.date() - timedelta(days=1)):
        for pair in hours.get(DAYS[day.weekday()], ()):
            start, end = _span(day, pair, zone)
            if start <= local < end:
                return start
    return None


def _span(day: date, pair: Sequence[str], zone: ZoneInfo) -> tuple[datetime, datetime]:
    start = datetime.combine(day, _clock(pair[0]), zone)
    end = datetime.combine(day, _clock(pair[1]), zone)
    if end <= start:
        end = datetime.combine(day + timedelta(days=1), _clock(pair[1]), zone)
    return start, end


def _clock(text: str) -> time:
    hour, minute = text.split(":")[:2]
    # "24:00" is how people write the end of the day.
    return time(int(hour) % 24, int(minute))
