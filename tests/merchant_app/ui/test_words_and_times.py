"""Durations, moments, page numbers, loudness: what people read and players use."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from merchant_app.ui.templatetags.ui import initials, page_numbers
from merchant_app.ui.timewords import long_duration, minutes_seconds, since
from merchant_app.ui.words import words_for_scripts

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"


@pytest.mark.parametrize(
    ("seconds", "said"), [(None, "–"), (0, "0:00"), (222.4, "3:42"), (3725, "1:02:05")]
)
def test_minutes_and_seconds(seconds: float | None, said: str) -> None:
    assert minutes_seconds(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(42, "42 s"), (240, "4 min"), (3600, "1 h"), (4830, "1 h 20 min")]
)
def test_long_durations(seconds: float, said: str) -> None:
    assert long_duration(seconds) == said


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(seconds=10), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=2), "2 days ago"),
        (-timedelta(hours=3), "in 3 hours"),
    ],
)
def test_moments_are_told_from_now(gap: timedelta, said: str) -> None:
    assert since(NOW - gap, NOW) == said


def test_moments_in_chinese() -> None:
    with override("zh-hans"):
        assert since(NOW - timedelta(hours=5), NOW) in {"5 小时前", "5 hours ago"}


def test_initials() -> None:
    assert [initials(name) for name in ("Ada Lovelace", "王小明", "", None)] == [
        "AL",
        "王",
        "?",
        "?",
    ]


def test_long_lists_of_pages_have_gaps() -> None:
    page = Paginator(range(480), 20).get_page(5)
    assert page_numbers(page) == [1, None, 4, 5, 6, None, 24]


def test_a_page_link_keeps_the_filter_and_a_new_order_starts_at_page_one() -> None:
    request = RequestFactory().get("/tracks/?q=piano&page=3")
    tag = "{% load ui %}{% page_query 'page' 4 %}|{% page_query 'sort' '-title' %}"
    page, sort = Template(tag).render(Context({"request": request})).split("|")
    assert page == "?q=piano&amp;page=4"
    assert sort == "?q=piano&amp;sort=-title"


def test_scripts_say_only_what_is_translated_and_everything_translated_is_said() -> None:
    text = "".join(path.read_text() for path in SCRIPTS.rglob("*.js"))
    said = set(words_for_scripts())
    used = {
        key for call in re.findall(r"say\(([^;{]*)", text) for key in re.findall(r'"(\w+)"', call)
    }
    assert used & said == said
    assert not {key for key in used if "_" in key} - said
