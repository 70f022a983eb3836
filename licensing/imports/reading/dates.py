"""Dates in the ways spreadsheets write them; what may mean two days is refused, not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from licensing.imports.problems import Problem

Order = Literal["", "dmy", "mdy"]

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_DOTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}")
#: Days since 1899-12-30; the span is 1954 to 2119, so that neither years nor lengths are taken.
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_EXCEL_ZERO = date(1899, 12, 30)
_MONTH_WORDS = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y")


def date_of(text: str, column: dict[str, str], order: Order = "") -> date | Problem:
    """The day a cell means, or why it means none.

    Day.month.year with dots is always in that order; with slashes the order must be known, unless
    one number is above 12.
    """
    plain = text.strip()
    wrong = {"column": column, "value": plain[:60]}
    for pattern in (_ISO, _CHINESE, _COMPACT):
        if found := pattern.fullmatch(plain):
            return _day(found[1], found[2], found[3]) or Problem("bad_date", wrong)
    if found := _DOTS.fullmatch(plain):
        return _day(found[3], found[2], found[1]) or Problem("bad_date", wrong)
    if found := _SLASHES.fullmatch(plain):
        return _by_order(found[1], found[2], found[3], order) or Problem(
            "bad_date" if max(int(found[1]), int(found[2])) > 12 else "date_ambiguous", wrong
        )
    if found := _SERIAL.fullmatch(plain):
        return _EXCEL_ZERO + timedelta(days=int(found[1]))
    if _SHORT_YEAR.fullmatch(plain):
        return Problem("two_digit_year", wrong)
    words = plain.replace(",", " ").replace(".", " ")
    for pattern_ in _MONTH_WORDS:
        try:
            return datetime.strptime(" ".join(words.split()), pattern_).date()
        except ValueError:
            continue
    return Problem("bad_date", wrong)


def order_in(texts: Iterable[str]) -> Order:
    """The order that dates with slashes show by themselves: one above 12 settles the sheet."""
    firsts, seconds = False, False
    for text in texts:
        if found := _SLASHES.fullmatch(text.strip()):
            firsts = firsts or int(found[1]) > 12
            seconds = seconds or int(found[2]) > 12
    if firsts == seconds:
        return ""
    return "dmy" if firsts else "mdy"


def _by_order(first: str, second: str, year: str, order: Order) -> date | None:
    if int(first) > 12 or first == second or order == "dmy":
        return _day(year, second, first)
    if int(second) > 12 or order == "mdy":
        return _day(year, first, second)
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
