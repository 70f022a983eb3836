"""What a sourced tariff would ask of one place in a year: arithmetic on what was written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

Bands = Sequence[Sequence[str | None]]
#: Units a year has of each way of counting, and whether the place's floor area multiplies them.
_YEAR: dict[str, tuple[int, bool]] = {
    "m2_year": (1, True),
    "m2_month": (12, True),
    "m2_day": (365, True),
    "premises_year": (1, False),
    "premises_month": (12, False),
}
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Estimate:
    """An amount a year, and the amount of one unit it was counted with; `currency` is ISO 4217."""

    a_year: Decimal
    each: Decimal
    currency: str


def estimate(*, unit: str, currency: str, bands: Bands, area: float | None) -> Estimate | None:
    """The amount for a place of this floor area in m².

    None where it cannot be said: an unknown area, a size beyond the bands, or a tariff by beds.
    """
    if unit not in _YEAR:
        return None
    units, by_area = _YEAR[unit]
    if area is None and (by_area or any(up_to for up_to, _amount in bands)):
        return None
    each = _band(bands, Decimal(str(area or 0)))
    if each is None:
        return None
    size = Decimal(str(area)) if by_area else Decimal(1)
    a_year = (each * units * size).quantize(_CENT, ROUND_HALF_UP)
    return Estimate(a_year, each, currency)


def _band(bands: Bands, size: Decimal) -> Decimal | None:
    """The amount of the first band the size is under."""
    for up_to, amount in bands:
        if up_to is None or size < Decimal(up_to):
            return Decimal(amount or 0)
    return None
