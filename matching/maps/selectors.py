"""Reads: the newest map, unpacked once per process."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

from matching.atlas.chart import Chart
from matching.jobs.models import Job
from matching.maps.models import CatalogueMap

DRAW = "draw_map"
TARGET = "matching.indexversion"
RECHECK_S = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drawn:
    """A map and the number that names it."""

    number: int
    chart: Chart


_lock = threading.Lock()
_held: Drawn | None = None
_checked_at = 0.0


def newest_number() -> int | None:
    """The number of the newest map; None before any was drawn."""
    return CatalogueMap.objects.order_by("-pk").values_list("pk", flat=True).first()


def chart_of(row: CatalogueMap | None) -> Chart | None:
    """The chart of a row; None without one, and for one of an earlier release."""
    try:
        return Chart.unpack(bytes(row.chart)) if row else None
    except (ValueError, KeyError, TypeError):
        log.warning("map %s cannot be read; a new one has to be drawn", row and row.pk)
        return None


def current_map(*, fresh: bool = False) -> Drawn | None:
    """The newest map; the database is asked for a newer one every two seconds, or with `fresh`."""
    global _held, _checked_at
    with _lock:
        if not fresh and _held is not None and time.monotonic() - _checked_at < RECHECK_S:
            return _held
        number = newest_number()
        if number is None or _held is None or _held.number != number:
            row = CatalogueMap.objects.filter(pk=number).first() if number else None
            chart = chart_of(row)
            _held = Drawn(row.pk, chart) if row and chart else None
        _checked_at = time.monotonic()
        return _held


def open_drawing() -> Job | None:
    """The job that draws the next map; None when none waits or works."""
    return Job.objects.filter(kind=DRAW, state__in=Job.OPEN).order_by("pk").first()
