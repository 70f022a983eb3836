"""Tempo given as a number: "90 bpm", "between 60 and 84 beats per minute", "60到84拍"."""

from __future__ import annotations

import re
from dataclasses import dataclass

SLOWEST, FASTEST = 30.0, 260.0
# How far "90 bpm" may be missed: a tenth is about what listeners call the same pace.
TOLERANCE = 0.08

_NUMBER = r"(\d{2,3})(?:\.\d+)?"
_UNIT_EN = r"(?:bpm|b\.p\.m\.?|beats?\s+(?:per|a)\s+minute|beats?/min)"
_UNIT = rf"(?:\s*{_UNIT_EN}|\s*拍(?:每分钟|/分钟?|左右)?)"
_TO = r"\s*(?:bpm|拍)?\s*(?:-|–|—|~|～|to|and|through|到|至|和)\s*"
_BELOW = (
    r"(?:under|below|less than|at most|max(?:imum)?|up to|slower than|"
    r"(?:not|no) (?:over|above|more than|faster than)|"
    r"不超过|低于|小于|最多|别超过|不要超过)"
)
_ABOVE = (
    r"(?:over|above|more than|at least|min(?:imum)?|faster than|"
    r"(?:not|no) (?:under|below|less than|slower than)|"
    r"(?<!不)超过|高于|大于|至少|不低于|最少)"
)

_RANGE = re.compile(
    rf"(?:between|from|从|每分钟)?\s*{_NUMBER}{_TO}{_NUMBER}(?:{_UNIT})", re.IGNORECASE
)
_RANGE_ZH = re.compile(rf"每分钟\s*{_NUMBER}{_TO}{_NUMBER}", re.IGNORECASE)
_LIMIT = re.compile(
    rf"(?P<below>{_BELOW})?(?P<above>{_ABOVE})?\s*(?:每分钟)?\s*{_NUMBER}(?:{_UNIT})\s*"
    r"(?P<under>以下|之内|以内|or (?:less|slower|below))?"
    r"(?P<upper>以上|or (?:more|faster|above)|\+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TempoRange:
    """Beats per minute, both ends included."""

    low: float
    high: float


def _sane(low: float, high: float) -> TempoRange | None:
    low, high = min(low, high), max(low, high)
    if high < SLOWEST or low > FASTEST:
        return None
    return TempoRange(max(low, SLOWEST), min(high, FASTEST))


def tempo_ranges(text: str) -> tuple[str, tuple[TempoRange, ...]]:
    """The text without its tempo numbers, and the ranges they say; absurd numbers are dropped."""
    found: list[TempoRange | None] = []

    def take_range(match: re.Match[str]) -> str:
        found.append(_sane(float(match.group(1)), float(match.group(2))))
        return " "

    def take_limit(match: re.Match[str]) -> str:
        value = float(match.group(3))
        if match.group("below") or match.group("under"):
            found.append(_sane(SLOWEST, value))
        elif match.group("above") or match.group("upper"):
            found.append(_sane(value, FASTEST))
        else:
            found.append(_sane(value * (1 - TOLERANCE), value * (1 + TOLERANCE)))
        return " "

    text = _RANGE.sub(take_range, text)
    text = _RANGE_ZH.sub(take_range, text)
    text = _LIMIT.sub(take_limit, text)
    return text, tuple(each for each in found if each is not None)
