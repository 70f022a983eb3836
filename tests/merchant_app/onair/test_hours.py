"""Opening hours on the shop's own clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from merchant_app.onair.hours import open_since

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = {
    "mon": [["08:00", "12:00"], ["14:00", "18:00"]],
    "fri": [["18:00", "02:00"]],
    "sun": [["10:00", "24:00"]],
}


@pytest.mark.parametrize(
    ("moment", "since"),
    [
        ("2026-11-16 07:59", None),  # a Monday
        ("2026-11-16 08:00", "2026-11-16 08:00"),
        ("2026-11-16 12:00", None),
        ("2026-11-16 17:59", "2026-11-16 14:00"),
        ("2026-11-17 10:00", None),
        ("2026-11-21 01:59", "2026-11-20 18:00"),
        ("2026-11-21 02:00", None),
        ("2026-11-22 23:59", "2026-11-22 10:00"),
        ("2026-11-23 00:00", None),
    ],
)
def test_open_since(moment: str, since: str | None) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=BERLIN)
    expected = datetime.fromisoformat(since).replace(tzinfo=BERLIN) if since else None
    assert open_since(HOURS, "Europe/Berlin", at.astimezone(ZoneInfo("UTC"))) == expected


@pytest.mark.parametrize("hours", [{}, {"mon": []}])
def test_without_hours_a_shop_is_always_open(hours: dict[str, list[list[str]]]) -> None:
    at = datetime(2026, 11, 16, 3, 0, tzinfo=BERLIN)
    assert open_since(hours, "Europe/Berlin", at) == datetime(2026, 11, 16, tzinfo=BERLIN)
