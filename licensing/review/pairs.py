"""Where two grants say different things about the same music, or one says too little. SQL only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

#: Pairs of grants of one licensor that speak of the same side, right and music: by a track that
#: both list, or by the same release, label, society or publisher.
_PAIRS = """
WITH g AS (
    SELECT id, lower(licensor) AS licensor, side, rights, scope_kind, lower(scope_value) AS value,
           status, status_at, created_at, valid_from, valid_until,
           territories_in, territories_out, offline, interactive, promotion
    FROM licences_grant
    WHERE status IN ('active', 'suspended', 'revoked')
),
overlap AS (
    SELECT one.grant_id AS a, two.grant_id AS b, count(*) AS tracks
    FROM licences_granttrack AS one
    JOIN licences_granttrack AS two
      ON two.track_id = one.track_id AND two.grant_id > one.grant_id
    GROUP BY 1, 2
    UNION ALL
    SELECT one.id, two.id, 0
    FROM g AS one
    JOIN g AS two ON two.licensor = one.licensor AND two.id > one.id
     AND two.scope_kind = one.scope_kind AND two.value = one.value AND one.scope_kind <> 'tracks'
)
SELECT a.id, b.id, overlap.tracks
FROM overlap JOIN g AS a ON a.id = overlap.a JOIN g AS b ON b.id = overlap.b
WHERE a.licensor = b.licensor
  AND (a.side = b.side OR 'both' IN (a.side, b.side))
  AND a.rights ?| ARRAY(SELECT jsonb_array_elements_text(b.rights))
  AND {condition}
ORDER BY a.id, b.id
LIMIT %s
"""
#: A contract that was revoked, and an older one of the same licensor that still allows the same.
_REVOKED = """
  ((a.status = 'revoked' AND b.status = 'active'
      AND (a.status_at IS NULL OR b.created_at < a.status_at))
   OR (b.status = 'revoked' AND a.status = 'active'
      AND (b.status_at IS NULL OR a.created_at < b.status_at)))
"""
_TERMS = """
  a.status = 'active' AND b.status = 'active'
  AND (a.valid_until IS NULL OR a.valid_until >= CURRENT_DATE)
  AND (b.valid_until IS NULL OR b.valid_until >= CURRENT_DATE)
  AND (a.valid_from IS NULL OR b.valid_until IS NULL OR a.valid_from <= b.valid_until)
  AND (b.valid_from IS NULL OR a.valid_until IS NULL OR b.valid_from <= a.valid_until)
  AND (a.territories_out <> '[]' OR b.territories_out <> '[]' OR a.offline <> b.offline
       OR a.interactive <> b.interactive OR a.promotion <> b.promotion)
"""
_LICENSORS = """
WITH g AS (
    SELECT id, lower(licensor) AS licensor, territories_in
    FROM licences_grant
    WHERE status = 'active' AND side IN ('recording', 'both') AND basis IN ('direct', 'blanket')
      AND scope_kind = 'tracks' AND rights ? 'public_performance'
      AND (valid_from IS NULL OR valid_from <= %(day)s)
      AND (valid_until IS NULL OR valid_until >= %(day)s)
)
SELECT min(a.id), min(b.id), count(DISTINCT one.track_id)
FROM licences_granttrack AS one
JOIN licences_granttrack AS two ON two.track_id = one.track_id
JOIN g AS a ON a.id = one.grant_id
JOIN g AS b ON b.id = two.grant_id AND b.licensor > a.licensor
WHERE a.territories_in ? '*' OR b.territories_in ? '*'
   OR a.territories_in ?| ARRAY(SELECT jsonb_array_elements_text(b.territories_in))
GROUP BY a.licensor, b.licensor
ORDER BY 3 DESC, 1
LIMIT %(most)s
"""
_SHARES = """
SELECT work_id, sum(percent)
FROM works_share GROUP BY work_id
HAVING abs(sum(percent) - 100) > 0.01
ORDER BY work_id
LIMIT %s
"""
_EVIDENCE = """
SELECT id FROM licences_grant
WHERE status = 'active' AND NOT demonstration AND evidence_file = ''
  AND NOT (basis IN ('open_licence', 'public_domain')
           AND (licence_url <> '' OR btrim(evidence) <> ''))
ORDER BY id
LIMIT %s
"""


def revoked_pairs(most: int) -> list[tuple[int, int, int]]:
    """(grant, grant, tracks in both): one revoked, an older one of its licensor still active."""
    return _rows(_PAIRS.format(condition=_REVOKED), [most])


def differing_pairs(most: int) -> list[tuple[int, int, int]]:
    """(grant, grant, tracks in both): active at the same time, with terms that differ."""
    return _rows(_PAIRS.format(condition=_TERMS), [most])


def rival_licensors(day: date, most: int) -> list[tuple[int, int, int]]:
    """(a grant of one, a grant of the other, tracks): both licensors allow the same recordings."""
    return _rows(_LICENSORS, {"day": day, "most": most})


def odd_shares(most: int) -> list[tuple[int, Any]]:
    """(work, sum in percent) of works whose shares are not the whole."""
    return _rows(_SHARES, [most])


def bare_grants(most: int) -> list[int]:
    """Active grants with nothing to show for it."""
    return [row[0] for row in _rows(_EVIDENCE, [most])]


def _rows(statement: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
