"""The set query: what is cleared for a use, computed afresh inside PostgreSQL.

Says in SQL what `licensing.rights.rules` says of one track. Each (right, side) pair that the
country asks for is a bit; a track is cleared when the bits of all that covers it make `full`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from licensing.rights.grant_terms import ACTIVE, EXEMPTING, Use
from licensing.rights.shares import TOLERANCE, WHOLE
from licensing.rights.territories import terms_covering
from licensing.rights.territory_rules import rules_for
from licensing.rights.words import BASES

_CLEARED = """
WITH fitting AS MATERIALIZED (
    SELECT id, scope_kind, lower(scope_value) AS key, ({mask}) AS mask
    FROM licences_grant
    WHERE status = %(active)s
      AND (valid_from IS NULL OR valid_from <= %(day)s)
      AND (valid_until IS NULL OR valid_until >= %(day)s)
      AND territories_in ?| %(terms)s
      AND NOT territories_out ?| %(terms)s
      AND premises ?| %(kinds)s
      AND (max_floor_area_m2 IS NULL OR max_floor_area_m2 >= %(area)s)
      AND (max_locations IS NULL OR max_locations >= %(locations)s)
      AND (offline OR NOT %(needs_offline)s)
      AND (promotion OR NOT %(needs_promotion)s)
      AND (interactive OR NOT %(needs_interactive)s)
      AND NOT basis = ANY(%(bases_out)s)
), wide AS MATERIALIZED (
    SELECT scope_kind, key, bit_or(mask) AS mask FROM fitting
    WHERE scope_kind <> 'tracks' AND (key <> '' OR scope_kind = 'catalogue')
    GROUP BY scope_kind, key
), listed AS (
    SELECT link.track_id, bit_or(fitting.mask) AS mask
    FROM licences_granttrack AS link
    JOIN fitting ON fitting.id = link.grant_id AND fitting.scope_kind = 'tracks'
    GROUP BY link.track_id
), owned AS (
    SELECT share.work_id,
           bit_and(coalesce(society.mask, 0) | coalesce(holder.mask, 0)
                   | coalesce(number.mask, 0)) AS mask
    FROM works_share AS share
    LEFT JOIN wide AS society
      ON society.scope_kind = 'society' AND society.key = lower(share.society)
    LEFT JOIN wide AS holder
      ON holder.scope_kind = 'publisher' AND holder.key = lower(share.name)
    LEFT JOIN wide AS number
      ON number.scope_kind = 'publisher' AND number.key = lower(share.ipi)
    WHERE share.percent > 0
    GROUP BY share.work_id
    HAVING sum(share.percent) BETWEEN %(least)s AND %(most)s
), written AS (
    SELECT recorded.track_id, bit_and(coalesce(owned.mask, 0)) & %(work)s AS mask
    FROM works_recordedwork AS recorded
    LEFT JOIN owned ON owned.work_id = recorded.work_id
    GROUP BY recorded.track_id
)
SELECT track.id
FROM catalogue_track AS track
JOIN catalogue_audioasset AS asset ON asset.id = track.asset_id AND asset.profile_id IS NOT NULL
LEFT JOIN listed ON listed.track_id = track.id
LEFT JOIN written ON written.track_id = track.id
LEFT JOIN wide AS label ON label.scope_kind = 'label' AND label.key = lower(track.label)
LEFT JOIN wide AS release ON release.scope_kind = 'release' AND release.key = lower(track.release)
LEFT JOIN wide AS icpn ON icpn.scope_kind = 'release' AND icpn.key = lower(track.release_icpn)
WHERE NOT track.withdrawn AND NOT track.quality_hold AND track.merged_into_id IS NULL
  AND (coalesce(listed.mask, 0) | coalesce(written.mask, 0) | coalesce(label.mask, 0)
       | coalesce(release.mask, 0) | coalesce(icpn.mask, 0)
       | coalesce((SELECT bit_or(mask) FROM wide WHERE scope_kind = 'catalogue'), 0)) = %(full)s
"""


@dataclass(frozen=True)
class ClearedQuery:
    """The SQL that selects the cleared `id`s, in no order, with its parameters by name.

    `place` stands for the SQL and all parameters but day, area and number of shops.
    """

    sql: str
    params: Mapping[str, Any]
    place: str


def computed_track_ids(use: Use) -> npt.NDArray[np.int64]:
    """Ids of all tracks that may be played in this use, ascending, (n,) int64. Computed afresh."""
    asked = cleared_query(use)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT string_agg(int8send(id), '') FROM ({asked.sql}) AS cleared",  # noqa: S608
            asked.params,
        )
        return ids_from(cursor.fetchone()[0])


def ids_from(sent: bytes | None) -> npt.NDArray[np.int64]:
    """Ids as PostgreSQL sends them, sorted; nothing is null."""
    return np.sort(np.frombuffer(bytes(sent or b""), dtype=">i8").astype(np.int64))


def cleared_query(use: Use) -> ClearedQuery:
    """The set query for a use."""
    law = rules_for(use.territory)
    bits: list[str] = []
    params: dict[str, Any] = {}
    work = 0
    for number, (right, side) in enumerate(law.required):
        bits.append(
            f"CASE WHEN side IN (%(side_{number})s, 'both') "
            f"AND (rights ? %(right_{number})s OR basis = ANY(%(exempting)s)) "
            f"THEN {1 << number} ELSE 0 END"
        )
        params |= {f"side_{number}": side, f"right_{number}": right}
        work |= (side == "work") << number
    sql = _CLEARED.format(mask=" | ".join(bits))
    params |= {
        "active": ACTIVE,
        "terms": sorted(terms_covering(use.territory)),
        "kinds": ["*", use.premises],
        "needs_offline": use.channel == "offline",
        "needs_promotion": use.channel == "promotion",
        "needs_interactive": use.interactive,
        "bases_out": [basis for basis in BASES if use.activities & law.not_covered(basis)],
        "exempting": sorted(EXEMPTING),
        "least": WHOLE - TOLERANCE,
        "most": WHOLE + TOLERANCE,
        "work": work,
        "full": (1 << len(law.required)) - 1,
    }
    place = hashlib.sha256(f"{sql}{sorted(params.items())}".encode()).hexdigest()
    # What is not known is larger than any limit.
    params |= {
        "day": use.day,
        "area": float("inf") if use.floor_area is None else float(use.floor_area),
        "locations": float("inf") if use.locations is None else float(use.locations),
    }
    return ClearedQuery(sql, params, place)
