"""What is cleared for a use: as a set of ids, and as decisions with their reasons.

Both read the same rows; `tests/licensing/rights` holds them to the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from licensing.licences.models import Grant
from licensing.rights.clearances import cleared_track_ids
from licensing.rights.facts import facts_with_grants, track_facts
from licensing.rights.reasons import Reason
from licensing.rights.rules import Decision, Use, decide

__all__ = [
    "cleared_track_ids",
    "decision_for",
    "decisions_for",
    "decisions_with_grants",
    "explain_exclusions",
]

NOT_FOUND = Decision(False, (Reason("withdrawn"),))


def decision_for(track_id: int, use: Use) -> Decision:
    """The decision on one track; a track that is not (or no longer) there is not allowed."""
    return decisions_for([track_id], use)[track_id]


def decisions_for(track_ids: Iterable[int], use: Use) -> dict[int, Decision]:
    """Decisions by track id, five queries however many tracks."""
    return decisions_with_grants(track_ids, use)[0]


def decisions_with_grants(
    track_ids: Iterable[int], use: Use
) -> tuple[dict[int, Decision], dict[int, Grant]]:
    """The same, and the grants that cover the tracks by id."""
    wanted = list(track_ids)
    facts, grants = facts_with_grants(wanted)
    decided = {each.id: decide(each, use) for each in facts}
    return {track_id: decided.get(track_id, NOT_FOUND) for track_id in wanted}, grants


def explain_exclusions(use: Use) -> dict[str, int]:
    """How many tracks each reason keeps out, the most frequent first.

    A track counts once for each of its reasons, so the counts may add up to more than the tracks.
    """
    counts: Counter[str] = Counter()
    for facts in track_facts():
        decision = decide(facts, use)
        if not decision.allowed:
            counts.update({reason.code for reason in decision.reasons})
    return dict(counts.most_common())
