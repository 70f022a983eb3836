"""Reads on works: those of a recording with their shares, and what is missing to the whole."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from licensing.catalogue.models import Track
from licensing.works.models import Share, Work

WHOLE = Decimal(100)
#: Shares are written with rounding: three thirds make 99.99.
TOLERANCE = Decimal("0.01")


@dataclass(frozen=True)
class WorkSheet:
    """A work, its shares, and their sum in percent."""

    work: Work
    shares: list[Share]

    @property
    def total(self) -> Decimal:
        return sum((share.percent for share in self.shares), Decimal(0))

    @property
    def gap(self) -> Decimal:
        """What is missing to 100; below 0 where there is too much; 0 within rounding."""
        missing = WHOLE - self.total
        return Decimal(0) if abs(missing) <= TOLERANCE else missing


def works_of(track: Track) -> list[WorkSheet]:
    """The works heard in a recording, in the order they were written down; two queries."""
    works = Work.objects.filter(track_links__track=track).order_by("track_links__pk")
    return [WorkSheet(work, list(work.shares.all())) for work in works.prefetch_related("shares")]
