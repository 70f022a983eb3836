"""What a history of verdicts looks like from outside, where it is worth a calm word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from matching.intent.state import ACCEPTING, REJECTING

Code = Literal["all_rejected", "all_kept", "changed_minds"]

#: So many tracks before "nothing fits" is more than a bad start, and before "all fits" is a habit.
ALL_REJECTED, ALL_KEPT = 8, 12
#: A changed mind here and there is ordinary: it must be so many, and this share of all tracks.
CHANGED, CHANGED_SHARE = 3, 0.25


@dataclass(frozen=True)
class Remark:
    """count: of the tracks it speaks of; of: of all that were judged."""

    code: Code
    count: int
    of: int


def remark(said: Iterable[tuple[str, int]]) -> Remark | None:
    """What strikes one in (kind, track) verdicts, oldest first; None for an ordinary history.

    The last verdict on a track counts, and a skip says nothing.
    """
    last: dict[int, bool] = {}
    changed: set[int] = set()
    for kind, track in said:
        if kind not in ACCEPTING and kind not in REJECTING:
            continue
        kept = kind in ACCEPTING
        if last.get(track, kept) is not kept:
            changed.add(track)
        last[track] = kept
    count, kept_count = len(last), sum(last.values())
    if count >= ALL_REJECTED and not kept_count:
        return Remark("all_rejected", count, count)
    if count >= ALL_KEPT and kept_count == count:
        return Remark("all_kept", count, count)
    if len(changed) >= max(CHANGED, CHANGED_SHARE * count):
        return Remark("changed_minds", len(changed), count)
    return None
