"""The rights decision: may this track be played in this use? Pure: values in, a value out.

A track is allowed when nothing about itself stands in the way (`track_blocks`) and every right that
the country asks for is covered, on the recording side and on the work side, by grants that fit the
use. A grant covers a side as a whole, or a society's or publisher's grant covers shares of works:
then every share of every work must be covered and the shares of each must make 100 %. Nothing
granted means not allowed. The set query in `licensing.rights.clearing` says the same in SQL; a
property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from licensing.rights.grant_terms import SIDES, Channel, GrantFacts, Use, grant_blocks
from licensing.rights.reasons import Reason
from licensing.rights.shares import WorkFacts, cover_works
from licensing.rights.territory_rules import EVERYWHERE, Side, rules_for

__all__ = [
    "SIDES", "Channel", "Decision", "GrantFacts", "Side", "TrackFacts", "Use", "decide",
    "grant_blocks",
]  # fmt: skip


@dataclass(frozen=True)
class TrackFacts:
    """What the decision needs to know of one track.

    `grants` cover sides as a whole, whatever their scope says of tracks, release, label or
    catalogue; those of societies and publishers hang on the shares of `works`.
    """

    id: int
    grants: tuple[GrantFacts, ...] = ()
    works: tuple[WorkFacts, ...] = ()
    withdrawn: bool = False
    merged: bool = False
    has_audio: bool = True
    analysed: bool = True
    quality_hold: bool = False

    @property
    def ungranted(self) -> bool:
        """Whether nobody grants anything for this track or a share of it."""
        return not self.grants and not any(
            share.grants for work in self.works for share in work.shares
        )


@dataclass(frozen=True)
class Decision:
    """Allowed or not, why, and the grants it rests on (recording side first)."""

    allowed: bool
    reasons: tuple[Reason, ...]
    grant_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Cover:
    """Of one right on one side: the grants that cover it, or what stands in the way."""

    grant_ids: tuple[int, ...] = ()
    blocks: tuple[Reason, ...] = ()


def decide(facts: TrackFacts, use: Use) -> Decision:
    """Decide one use of one track; every refusal names all that stands in its way."""
    reasons = list(track_blocks(facts))
    covering: list[int] = []
    if facts.ungranted:
        reasons.append(Reason("no_grant"))
    else:
        lacking: dict[str, list[Side]] = {}
        for right, side in rules_for(use.territory).required:
            if _nobody_grants(facts, right, side):
                lacking.setdefault(right, []).append(side)
                continue
            cover = _cover(facts, right, side, use)
            reasons += cover.blocks
            covering += cover.grant_ids
        reasons += _missing(facts, lacking, use.territory)
    if reasons:
        return Decision(False, tuple(dict.fromkeys(reasons)))
    return Decision(True, (Reason("covered"),), tuple(dict.fromkeys(covering)))


def track_blocks(facts: TrackFacts) -> Iterator[Reason]:
    """What keeps the track out of every store, whoever granted what."""
    if facts.withdrawn:
        yield Reason("withdrawn")
    if facts.merged:
        yield Reason("merged")
    if not facts.has_audio:
        yield Reason("no_audio")
    elif not facts.analysed:
        yield Reason("not_analysed")
    if facts.quality_hold:
        yield Reason("quality")


def _whole(facts: TrackFacts, right: str, side: Side) -> list[GrantFacts]:
    return [g for g in facts.grants if g.covers_side(side) and g.gives(right)]


def _nobody_grants(facts: TrackFacts, right: str, side: Side) -> bool:
    """Whether nothing gives this right on this side: no grant, and no works with shares."""
    return not (side == "work" and facts.works) and not _whole(facts, right, side)


def _missing(facts: TrackFacts, lacking: dict[str, list[Side]], territory: str) -> Iterator[Reason]:
    """Sides that nothing covers at all, else rights that nothing gives."""
    bare = [side for side in SIDES if _bare(facts, side)]
    for side in bare:
        yield Reason("side_missing", {"side": side})
    for right, sides in lacking.items():
        rest = tuple(side for side in sides if side not in bare)
        if rest:
            everywhere = (right, rest[0]) in EVERYWHERE
            code = "right_missing" if everywhere else "right_required"
            yield Reason(code, {"right": right, "sides": rest, "territory": territory})


def _bare(facts: TrackFacts, side: Side) -> bool:
    if side == "work" and facts.works:
        return False
    return not any(grant.covers_side(side) for grant in facts.grants)


def _cover(facts: TrackFacts, right: str, side: Side, use: Use) -> _Cover:
    """By one grant of the whole side, else by the shares of the works."""
    whole = _whole(facts, right, side)
    judged = sorted(
        ((tuple(grant_blocks(grant, use)), grant.id) for grant in whole),
        key=lambda pair: (len(pair[0]), pair[1]),
    )
    if judged and not judged[0][0]:
        return _Cover((judged[0][1],))
    blocks = _joined(blocks for blocks, _id in judged)
    if side == "recording" or not facts.works:
        return _Cover(blocks=blocks)
    grant_ids, gaps = cover_works(facts.works, right, use)
    return _Cover(blocks=blocks + gaps) if gaps else _Cover(grant_ids)


def _joined(groups: Iterable[tuple[Reason, ...]]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reason for blocks in groups for reason in blocks))
