"""What is cleared for a use: as one set query, and as decisions with their reasons.

Both read the same grant rows; `tests/licensing/rights` holds them to the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from django.db import connection

from licensing.rights.facts import track_facts
from licensing.rights.reasons import Reason
from licensing.rights.rules import ACTIVE, RIGHT, Decision, Use, decide
from licensing.rights.territories import terms_covering

_CLEARED = """
WITH fitting AS (
    SELECT id, side
    FROM licences_grant
    WHERE rights ? %(right)s
      AND status = %(active)s
      AND (valid_from IS NULL OR valid_from <= %(day)s)
      AND (valid_until IS NULL OR valid_until >= %(day)s)
      AND territories_in ?| %(terms)s
      AND NOT territories_out ?| %(terms)s
      AND premises ?| %(kinds)s
      AND (max_floor_area_m2 IS NULL OR max_floor_area_m2 >= %(area)s)
      AND (offline OR NOT %(needs_offline)s)
      AND (promotion OR NOT %(needs_promotion)s)
      AND (interactive OR NOT %(needs_interactive)s)
)
SELECT track.id
FROM catalogue_track AS track
JOIN catalogue_audioasset AS asset ON asset.id = track.asset_id AND asset.profile_id IS NOT NULL
WHERE NOT track.withdrawn
  AND track.id IN (
    SELECT link.track_id
    FROM licences_granttrack AS link
    JOIN fitting ON fitting.id = link.grant_id
    GROUP BY link.track_id
    HAVING bool_or(fitting.side IN ('recording', 'both'))
       AND bool_or(fitting.side IN ('work', 'both'))
  )
ORDER BY track.id
"""

NOT_FOUND = Decision(False, (Reason("withdrawn"),))


def cleared_track_ids(use: Use) -> npt.NDArray[np.int64]:
    """Ids of all tracks that may be played in this use, ascending, (n,) int64. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLEARED,
            {
                "right": RIGHT,
                "active": ACTIVE,
                "day": use.day,
                "terms": sorted(terms_covering(use.territory)),
                "kinds": ["*", use.premises],
                # An unknown area is larger than any limit.
                "area": float("inf") if use.floor_area is None else float(use.floor_area),
                "needs_offline": use.channel == "offline",
                "needs_promotion": use.channel == "promotion",
                "needs_interactive": use.interactive,
            },
        )
        return np.fromiter((row[0] for row in cursor.fetchall()), dtype=np.int64)


def decision_for(track_id: int, use: Use) -> Decision:
    """The decision on one track; a track that is not (or no longer) there is not allowed."""
    return decisions_for([track_id], use)[track_id]


def decisions_for(track_ids: Iterable[int], use: Use) -> dict[int, Decision]:
    """Decisions by track id, three queries however many tracks."""
    wanted = list(track_ids)
    decided = {facts.id: decide(facts, use) for facts in track_facts(wanted)}
    return {track_id: decided.get(track_id, NOT_FOUND) for track_id in wanted}


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
