"""Works with a co-writer whom no grant covers in a country: nothing of theirs plays there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from licensing.rights.territories import terms_covering

_FITS = """
    status = 'active' AND rights ? 'public_performance'
      AND (valid_from IS NULL OR valid_from <= %(day)s)
      AND (valid_until IS NULL OR valid_until >= %(day)s)
      AND territories_in ?| %(terms)s AND NOT territories_out ?| %(terms)s
      AND side IN ('work', 'both')
"""
#: Grants of single tracks are many: they are reached through a track, the others listed at once.
_UNCOVERED = """
WITH broad AS MATERIALIZED (
    SELECT scope_kind, lower(scope_value) AS value
    FROM licences_grant
    WHERE scope_kind <> 'tracks' AND {fits}
)
SELECT work.id, work.title, share.name, share.society, share.percent,
       (SELECT count(*) FROM works_recordedwork AS link WHERE link.work_id = work.id)
FROM works_share AS share
JOIN works_work AS work ON work.id = share.work_id
WHERE share.percent > 0
  AND NOT EXISTS (
    SELECT 1 FROM broad
    WHERE (scope_kind = 'society' AND value = lower(share.society))
       OR (scope_kind = 'publisher' AND value IN (lower(share.name), share.ipi))
  )
  AND EXISTS (
    SELECT 1 FROM works_recordedwork AS link
    JOIN catalogue_track AS track ON track.id = link.track_id AND NOT track.withdrawn
    WHERE link.work_id = work.id
      AND NOT EXISTS (
        SELECT 1 FROM broad
        WHERE scope_kind = 'catalogue'
           OR (scope_kind = 'label' AND value = lower(track.label))
           OR (scope_kind = 'release' AND value IN (lower(track.release), track.release_icpn))
      )
      AND NOT EXISTS (
        SELECT 1 FROM licences_granttrack AS listed
        JOIN licences_grant ON licences_grant.id = listed.grant_id
        WHERE listed.track_id = track.id AND scope_kind = 'tracks' AND {fits}
      )
  )
ORDER BY work.id, share.id
LIMIT %(most)s
""".replace("{fits}", _FITS)


@dataclass(frozen=True)
class Uncovered:
    """A share of a work that no grant covers in the country asked about."""

    work_id: int
    title: str
    writer: str
    society: str
    percent: Decimal
    tracks: int


def uncovered_writers(territory: str, most: int) -> list[Uncovered]:
    """Shares without a grant there, of works that no grant covers whole, at most so many."""
    values: dict[str, Any] = {
        "day": timezone.now().date(),
        "terms": sorted(terms_covering(territory)),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNCOVERED, values)
        return [Uncovered(*row) for row in cursor.fetchall()]
