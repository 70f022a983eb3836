"""The rights decision: may this track be played in this use? Pure: values in, a value out.

A track is allowed when it is in the catalogue, its audio was analysed, and its recording side and
its work side are each covered by a grant of public performance that fits the use in every term
(one grant of both sides will do). Nothing granted means not allowed. The set query in
`licensing.rights.selectors` says the same in SQL; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from licensing.rights.reasons import Reason
from licensing.rights.territories import terms_covering

Channel = Literal["stream", "offline", "promotion"]
Side = Literal["recording", "work"]
SIDES: tuple[Side, ...] = get_args(Side)
RIGHT = "public_performance"
ACTIVE = "active"


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
    rights: tuple[str, ...] = (RIGHT,)
    side: str = "both"
    status: str = ACTIVE
    territories_in: tuple[str, ...] = ("*",)
    territories_out: tuple[str, ...] = ()
    premises: tuple[str, ...] = ("*",)
    max_floor_area: int | None = None  # m²
    valid_from: date | None = None
    valid_until: date | None = None
    offline: bool = False
    interactive: bool = True
    promotion: bool = False

    def covers_side(self, side: Side) -> bool:
        return self.side in (side, "both")


@dataclass(frozen=True)
class TrackFacts:
    """What the decision needs to know of one track."""

    id: int
    grants: tuple[GrantFacts, ...] = ()
    withdrawn: bool = False
    has_audio: bool = True
    analysed: bool = True


@dataclass(frozen=True)
class Decision:
    """Allowed or not, why, and the grants it rests on (recording side first)."""

    allowed: bool
    reasons: tuple[Reason, ...]
    grant_ids: tuple[int, ...] = ()


def decide(facts: TrackFacts, use: Use) -> Decision:
    """Decide one use of one track; every refusal names all that stands in its way."""
    reasons = list(_track_blocks(facts))
    covering: list[int] = []
    if not facts.grants:
        reasons.append(Reason("no_grant"))
    elif all(RIGHT not in grant.rights for grant in facts.grants):
        reasons.append(Reason("right_missing"))
    else:
        for side in SIDES:
            grant_id, blocks = _cover(facts.grants, side, use)
            reasons += [reason for reason in blocks if reason not in reasons]
            if grant_id is not None and grant_id not in covering:
                covering.append(grant_id)
    if reasons:
        return Decision(False, tuple(reasons))
    return Decision(True, (Reason("covered"),), tuple(covering))


def _track_blocks(facts: TrackFacts) -> Iterator[Reason]:
    if facts.withdrawn:
        yield Reason("withdrawn")
    if not facts.has_audio:
        yield Reason("no_audio")
    elif not facts.analysed:
        yield Reason("not_analysed")


def _cover(
    grants: tuple[GrantFacts, ...], side: Side, use: Use
) -> tuple[int | None, tuple[Reason, ...]]:
    """The grant that covers a side, or what stands in the way, the nearest grant's terms first."""
    candidates = [grant for grant in grants if RIGHT in grant.rights and grant.covers_side(side)]
    if not candidates:
        return None, (Reason("side_missing", {"side": side}),)
    judged = sorted(
        ((tuple(grant_blocks(grant, use)), grant.id) for grant in candidates),
        key=lambda pair: (len(pair[0]), pair[1]),
    )
    nearest, grant_id = judged[0]
    if not nearest:
        return grant_id, ()
    return None, tuple(dict.fromkeys(reason for blocks, _id in judged for reason in blocks))


def grant_blocks(grant: GrantFacts, use: Use) -> Iterator[Reason]:
    """Every term of one grant of public performance that the use does not meet."""
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
    if grant.max_floor_area is not None:
        if use.floor_area is None:
            yield Reason("floor_area_unknown", {"limit": grant.max_floor_area})
        elif use.floor_area > grant.max_floor_area:
            yield Reason("floor_area", {"limit": grant.max_floor_area, "area": use.floor_area})
    if use.channel == "offline" and not grant.offline:
        yield Reason("offline")
    if use.channel == "promotion" and not grant.promotion:
        yield Reason("promotion")
    if use.interactive and not grant.interactive:
        yield Reason("interactive")
