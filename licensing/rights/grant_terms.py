"""A use, the terms of a grant, and which of these terms the use does not meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from licensing.rights.reasons import Reason
from licensing.rights.territories import terms_covering
from licensing.rights.territory_rules import PERFORMANCE, Side, rules_for

Channel = Literal["stream", "offline", "promotion"]
SIDES: tuple[Side, ...] = get_args(Side)
ACTIVE = "active"
#: These bases leave nothing to be licensed: they satisfy every right on the sides they cover.
EXEMPTING = frozenset({"open_licence", "public_domain"})


@dataclass(frozen=True)
class Use:
    """What somebody wants to do: play in a place, at a moment, over a channel.

    `moment` is aware; dates of grants are read in the store's own `timezone` (IANA). `interactive`
    says that people choose tracks one by one, as owners do here. Raises ValueError for a naive
    moment, an unknown time zone or channel.
    """

    territory: str  # ISO 3166-1 alpha-2
    premises: str  # a code of licensing.rights.premises
    floor_area: float | None  # m²; None is unknown
    moment: datetime
    timezone: str
    channel: Channel = "stream"
    interactive: bool = True
    activities: frozenset[str] = frozenset()  # what goes on there beside background music
    locations: int | None = 1  # shops of the same merchant; None is unknown

    def __post_init__(self) -> None:
        if self.moment.tzinfo is None:
            raise ValueError("the moment of a use needs a time zone")
        if self.channel not in get_args(Channel):
            raise ValueError(f"{self.channel!r} is no channel")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{self.timezone!r} is no time zone") from error

    @property
    def day(self) -> date:
        """The date on the store's own calendar at this moment."""
        return self.moment.astimezone(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True)
class GrantFacts:
    """The terms of one grant. `valid_until` is the last day; None is until further notice."""

    id: int
    rights: tuple[str, ...] = (PERFORMANCE,)
    side: str = "both"
    basis: str = "direct"
    status: str = ACTIVE
    territories_in: tuple[str, ...] = ("*",)
    territories_out: tuple[str, ...] = ()
    premises: tuple[str, ...] = ("*",)
    max_floor_area: int | None = None  # m²
    max_locations: int | None = None  # shops of the same merchant
    valid_from: date | None = None
    valid_until: date | None = None
    offline: bool = False
    interactive: bool = True
    promotion: bool = False

    def covers_side(self, side: Side) -> bool:
        return self.side in (side, "both")

    def gives(self, right: str) -> bool:
        return right in self.rights or self.basis in EXEMPTING


def grant_blocks(grant: GrantFacts, use: Use) -> Iterator[Reason]:
    """Every term of one grant that the use does not meet."""
    if grant.status != ACTIVE:
        yield Reason("status", {"status": grant.status})
    if grant.valid_from is not None and use.day < grant.valid_from:
        yield Reason("not_yet", {"date": grant.valid_from.isoformat()})
    if grant.valid_until is not None and use.day > grant.valid_until:
        yield Reason("expired", {"date": grant.valid_until.isoformat()})
    here = terms_covering(use.territory)
    if not here.intersection(grant.territories_in):
        yield Reason("territory", {"territory": use.territory, "terms": grant.territories_in})
    if here.intersection(grant.territories_out):
        yield Reason("territory_excluded", {"territory": use.territory})
    if not {"*", use.premises}.intersection(grant.premises):
        yield Reason("premises", {"premises": use.premises, "kinds": grant.premises})
    yield from _size_blocks(grant, use)
    if use.channel == "offline" and not grant.offline:
        yield Reason("offline")
    if use.channel == "promotion" and not grant.promotion:
        yield Reason("promotion")
    if use.interactive and not grant.interactive:
        yield Reason("interactive")
    beside = use.activities & rules_for(use.territory).not_covered(grant.basis)
    if beside:
        params = {"activities": tuple(sorted(beside)), "basis": grant.basis}
        yield Reason("activity", {**params, "territory": use.territory})


def _size_blocks(grant: GrantFacts, use: Use) -> Iterator[Reason]:
    """Limits of floor area and of shops; what is not known fits no limit."""
    if grant.max_floor_area is not None:
        if use.floor_area is None:
            yield Reason("floor_area_unknown", {"limit": grant.max_floor_area})
        elif use.floor_area > grant.max_floor_area:
            yield Reason("floor_area", {"limit": grant.max_floor_area, "area": use.floor_area})
    if grant.max_locations is not None:
        if use.locations is None:
            yield Reason("locations_unknown", {"limit": grant.max_locations})
        elif use.locations > grant.max_locations:
            yield Reason("locations", {"limit": grant.max_locations, "count": use.locations})
