"""Opening hours: what is accepted, what is said of them, when a shop opens next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from merchant_app.accounts.models import User
from merchant_app.stores.hours import hours_clean, next_opening, say_spans, spans_of, week_in_words
from merchant_app.stores.models import Store

HOURS = {"mon": [["09:00", "12:00"], ["14:00", "18:00"]], "sat": [["20:00", "02:00"]]}
SUNDAY = datetime(2026, 3, 1, 11, tzinfo=UTC)


def test_spans_are_put_in_order() -> None:
    given = {"mon": [["14:00", "18:00"], ["9:00".zfill(5), "12:00"]], "tue": []}
    assert hours_clean(given) == {"mon": [["09:00", "12:00"], ["14:00", "18:00"]]}


def test_a_night_goes_on_into_the_next_day() -> None:
    assert hours_clean({"sat": [["20:00", "02:00"]]}) == {"sat": [["20:00", "02:00"]]}


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        "always",
        {"someday": [["09:00", "18:00"]]},
        {"mon": "09:00-18:00"},
        {"mon": [["09:00"]]},
        {"mon": [["09:00", "25:00"]]},
        {"mon": [["09:00", None]]},
        {"mon": [["09:00", "09:00"]]},
        {"mon": [["09:00", "12:00"], ["11:00", "18:00"]]},
        {"mon": [["20:00", "02:00"], ["21:00", "23:00"]]},
        {"mon": [["01:00", "02:00"], ["03:00", "04:00"], ["05:00", "06:00"]]},
        {"mon": {"from": "09:00"}},
    ],
)
def test_what_is_no_opening_time_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        hours_clean(wrong)


def test_the_day_is_the_day_at_the_shop() -> None:
    late_sunday_in_london = datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert spans_of(HOURS, "Europe/London", late_sunday_in_london) == []
    assert say_spans(spans_of(HOURS, "Asia/Shanghai", late_sunday_in_london)) == (
        "09:00–12:00, 14:00–18:00"
    )


def test_the_next_opening() -> None:
    opens = next_opening(HOURS, "Europe/Berlin", SUNDAY)
    assert opens is not None
    assert opens.isoformat() == "2026-03-02T09:00:00+01:00"
    assert next_opening({}, "Europe/Berlin", SUNDAY) is None
    only_sundays = {"sun": [["09:00", "10:00"]]}
    later = next_opening(only_sundays, "Europe/Berlin", SUNDAY)
    assert later is not None
    assert later.day == 8


def test_the_week_in_words() -> None:
    week = week_in_words(HOURS)
    assert week[0] == ("Monday", "09:00–12:00, 14:00–18:00")
    assert week[1] == ("Tuesday", "closed")
    assert week_in_words({}) == []


@pytest.mark.parametrize("wrong", ["always", {"mon": [["9", "18"]]}, {"someday": []}])
def test_the_interface_for_programs_refuses_the_same(
    wrong: Any, owner: User, store: Store, signed_in: Callable[[User], Client]
) -> None:
    url = f"/api/v1/stores/{store.pk}/"
    sent = {"opening_hours": wrong}
    answer = signed_in(owner).patch(url, sent, content_type="application/json")
    assert answer.status_code == 400
    assert "opening_hours" in answer.content.decode()
    sent = {"opening_hours": {"tue": [["14:00", "18:00"], ["09:00", "12:00"]]}}
    answer = signed_in(owner).patch(url, sent, content_type="application/json")
    assert answer.json()["opening_hours"] == {"tue": [["09:00", "12:00"], ["14:00", "18:00"]]}
