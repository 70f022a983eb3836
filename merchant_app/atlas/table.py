"""The map as a table: its regions with what lies in them, for those who do not see the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from merchant_app.atlas.marks import GUESS, KEPT, OFFERED, REJECTED, Mark
from merchant_app.atlas.sight import Sight

SORTS = ("name", "tracks", "kept", "rejected", "offered")


@dataclass(frozen=True)
class RegionRow:
    """One region: how many cleared tracks lie in it, and what was said of them."""

    number: int
    name: str
    tracks: int
    kept: int
    rejected: int
    offered: int


def region_rows(
    sight: Sight, marks: Iterable[Mark], language: str, sort: str = ""
) -> list[RegionRow]:
    """The regions with tracks in them; `sort` is one of SORTS, with "-" for descending.

    Unsorted, those with most kept come first, then the largest.
    """
    held = np.bincount(sight.chart.region[sight.rows], minlength=len(sight.chart.regions))
    said = Counter((mark.region, mark.kind) for mark in marks)
    rows = [
        RegionRow(
            number=number,
            name=region.name(language),
            tracks=int(held[number]),
            kept=said[number, KEPT],
            rejected=said[number, REJECTED],
            offered=said[number, OFFERED] + said[number, GUESS],
        )
        for number, region in enumerate(sight.chart.regions)
    ]
    rows = [row for row in rows if row.tracks or row.kept or row.rejected or row.offered]
    key = sort.removeprefix("-")
    if key not in SORTS:
        return sorted(rows, key=lambda row: (-row.kept, -row.offered, -row.tracks))
    return sorted(rows, key=lambda row: getattr(row, key), reverse=sort.startswith("-"))
