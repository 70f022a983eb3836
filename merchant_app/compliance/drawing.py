"""Shares of a whole as one bar: what a page draws of the bases of a shop's music."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from licensing.rights.words import BASES, spoken
from merchant_app.compliance.coverage import SEVERAL

#: Of the drawing's own units; it is stretched to the width it gets.
WIDTH = 600.0
GAP = 2.0


@dataclass(frozen=True)
class Part:
    """One piece of the bar: where it begins and how wide it is, and what it means."""

    code: str
    name: str
    count: int
    x: float
    width: float


def bar_of(counts: Mapping[str, int], missing: int, language: str) -> list[Part]:
    """Pieces for each basis, and one for what is not cleared; [] when there is nothing."""
    rows = [(code, _name(code, language), number) for code, number in counts.items() if number]
    if missing:
        rows.append(("none", _("Not cleared here"), missing))
    total = sum(number for _code, _name, number in rows)
    room = WIDTH - GAP * max(0, len(rows) - 1)
    parts, x = [], 0.0
    for code, name, number in rows:
        width = room * number / total
        parts.append(Part(code, name, number, round(x, 2), round(width, 2)))
        x += width + GAP
    return parts


def _name(code: str, language: str) -> str:
    if code == SEVERAL:
        return _("Several bases")
    return str(capfirst(BASES[code][spoken(language) == "zh"]))
