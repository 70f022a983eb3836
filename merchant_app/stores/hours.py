"""Opening hours as people write them: per weekday up to two spans of "HH:MM"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from merchant_app.onair.hours import DAYS, Hours

MOST_SPANS = 2
ALL_DAY = ["00:00", "24:00"]


def hours_clean(value: Any) -> dict[str, list[list[str]]]:
    """The hours with every span checked and in order.

    Raises ValidationError with a sentence that names the day.
    """
    if not isinstance(value, Mapping):
        raise ValidationError(_("Opening hours are given by weekday: mon, tue, … sun."))
    unknown = [str(day) for day in value if day not in DAYS]
    if unknown:
        raise ValidationError(_("“%(day)s” is no weekday.") % {"day": unknown[0]})
    hours = {}
    for number, day in enumerate(DAYS):
        if value.get(day):
            hours[day] = _spans(value[day], str(WEEKDAYS[number]))
    return hours


def _spans(value: Any, day: str) -> list[list[str]]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_SPANS:
        raise ValidationError(_("%(day)s: give one or two spans of time.") % {"day": day})
    spans = []
    for span in value:
        if not isinstance(span, Sequence) or isinstance(span, str) or len(span) != 2:
            raise ValidationError(_("%(day)s: a span has a start and an end.") % {"day": day})
        start, end = (_clock(part, day) for part in span)
        if start == end:
            raise ValidationError(
                _("%(day)s: opening and closing time are the same.") % {"day": day}
            )
        spans.append([start, end])
    spans.sort()
    for earlier, later in pairwise(spans):
        if earlier[1] <= earlier[0] or later[0] < earlier[1]:
            raise ValidationError(_("%(day)s: the two spans overlap.") % {"day": day})
    return spans


def _clock(text: Any, day: str) -> str:
    if text == "24:00":
        return "24:00"
    try:
        return f"{time.fromisoformat(str(text)):%H:%M}"
    except ValueError as error:
        wrong = {"day": day, "text": text}
        raise ValidationError(_("%(day)s: “%(text)s” is no time of day.") % wrong) from error


def spans_of(hours: Hours, timezone: str, moment: datetime) -> list[Sequence[str]]:
    """The spans of the local day that `moment` falls on; none when the shop stays closed."""
    local = moment.astimezone(ZoneInfo(timezone))
    return list(hours.get(DAYS[local.weekday()], ()))


def say_spans(spans: Iterable[Sequence[str]]) -> str:
    """`[["08:00", "18:00"]]` → "08:00–18:00"."""
    return ", ".join(f"{start}–{end}" for start, end in spans)


def next_opening(hours: Hours, timezone: str, moment: datetime) -> datetime | None:
    """When the shop opens next, within a week; None when it has no hours."""
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    for ahead in range(8):
        day = local.date() + timedelta(days=ahead)
        for start, _end in hours.get(DAYS[day.weekday()], ()):
            opens = datetime.combine(day, time.fromisoformat(start), zone)
            if opens > local:
                return opens
    return None


def week_in_words(hours: Hours) -> list[tuple[str, str]]:
    """(weekday, "08:00–18:00" or "closed") for the seven days; [] when no hours are set."""
    if not any(hours.values()):
        return []
    return [
        (str(WEEKDAYS[number]), say_spans(hours.get(day, ())) or _("closed"))
        for number, day in enumerate(DAYS)
    ]
