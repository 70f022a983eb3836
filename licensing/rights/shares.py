"""Whether the shares of a recording's works are covered: one that is not, and it is not cleared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from licensing.rights.grant_terms import GrantFacts, Use, grant_blocks
from licensing.rights.reasons import Reason

WHOLE = Decimal(100)
#: Shares are written with rounding: three thirds make 99.99.
TOLERANCE = Decimal("0.01")


@dataclass(frozen=True)
class ShareFacts:
    """One writer's or publisher's share, and the grants that could cover it."""

    name: str
    percent: Decimal
    society: str = ""
    grants: tuple[GrantFacts, ...] = ()


@dataclass(frozen=True)
class WorkFacts:
    """One work that is heard in a recording."""

    title: str
    shares: tuple[ShareFacts, ...] = ()


def cover_works(
    works: tuple[WorkFacts, ...], right: str, use: Use
) -> tuple[tuple[int, ...], tuple[Reason, ...]]:
    """For one right: ids of the grants that cover all shares, and what is not covered.

    Without gaps the works are covered; shares of 0 % need nobody's leave.
    """
    covering: list[int] = []
    gaps: list[Reason] = []
    for work in works:
        owned = [share for share in work.shares if share.percent > 0]
        gaps += _sum_gaps(work, owned)
        for share in owned:
            grant_id, blocks = _cover_share(share, right, use)
            if grant_id is not None:
                covering.append(grant_id)
                continue
            params = {"work": work.title, "writer": share.name, "percent": plain(share.percent)}
            gaps.append(
                Reason("share_uncovered", {**params, "society": share.society, "right": right})
            )
            gaps += blocks
    return tuple(dict.fromkeys(covering)), tuple(dict.fromkeys(gaps))


def plain(percent: Decimal) -> str:
    """Without trailing zeros: 50.0000 is 50."""
    return f"{percent.normalize():f}"


def _sum_gaps(work: WorkFacts, owned: list[ShareFacts]) -> list[Reason]:
    total = sum((share.percent for share in owned), Decimal(0))
    if not owned:
        return [Reason("shares_unknown", {"work": work.title})]
    if abs(total - WHOLE) > TOLERANCE:
        return [Reason("shares_incomplete", {"work": work.title, "percent": plain(total)})]
    return []


def _cover_share(share: ShareFacts, right: str, use: Use) -> tuple[int | None, tuple[Reason, ...]]:
    """The grant that covers a share, or what the nearest one lacks."""
    judged = sorted(
        (
            (tuple(grant_blocks(grant, use)), grant.id)
            for grant in share.grants
            if grant.covers_side("work") and grant.gives(right)
        ),
        key=lambda pair: (len(pair[0]), pair[1]),
    )
    if not judged:
        return None, ()
    blocks, grant_id = judged[0]
    return (grant_id, ()) if not blocks else (None, blocks)
