"""What is cleared for a use, kept ready: true while nothing a decision reads has changed.

`change_token` grows with every such change in the transaction that makes it, so a snapshot that
sees a kept answer with its own token sees exactly the rows that the answer was computed from. A
sequence would not do: it grows before its transaction commits. Days are those of the store's own
calendar, which makes an answer end to the second at midnight there, however long that day is.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from licensing.rights.clearable import clearable_refresh
from licensing.rights.clearing import ClearedQuery, cleared_query
from licensing.rights.grant_terms import Use

Ids = npt.NDArray[np.int64]

_COUNTED = "(SELECT coalesce(sum(amount), 0)::bigint FROM rights_rightschange)"
# One such query has room in memory, and none is worth compiling.
_SETTINGS = "SET LOCAL work_mem = '96MB'; SET LOCAL jit = off"
_KEPT = f"""
SELECT first_id, ids FROM rights_clearance
WHERE place = %(place)s AND token = {_COUNTED}
  AND area_over < %(area)s AND area_to >= %(area)s
  AND locations_over < %(locations)s AND locations_to >= %(locations)s
  AND first_day <= %(day)s AND last_day >= %(day)s
LIMIT 1
"""  # noqa: S608  no value is formatted in
# The answer, its token and the limits between which it holds, of one snapshot.
_AFRESH = f"""
SELECT {_COUNTED} AS token,
       (SELECT string_agg(int8send(id), '') FROM ({{query}}) AS cleared) AS ids,
       EXISTS (SELECT FROM rights_stalemark WHERE kind = '*') AS everything_stale,
       coalesce(max(max_floor_area_m2) FILTER (WHERE max_floor_area_m2 < %(area)s),
                '-infinity'::float) AS area_over,
       coalesce(min(max_floor_area_m2) FILTER (WHERE max_floor_area_m2 >= %(area)s),
                'infinity'::float) AS area_to,
       coalesce(max(max_locations) FILTER (WHERE max_locations < %(locations)s),
                '-infinity'::float) AS locations_over,
       coalesce(min(max_locations) FILTER (WHERE max_locations >= %(locations)s),
                'infinity'::float) AS locations_to,
       greatest(max(valid_from) FILTER (WHERE valid_from <= %(day)s),
                max(valid_until) FILTER (WHERE valid_until < %(day)s) + 1,
                %(first_day)s) AS first_day,
       least(min(valid_from) FILTER (WHERE valid_from > %(day)s) - 1,
             min(valid_until) FILTER (WHERE valid_until >= %(day)s),
             %(last_day)s) AS last_day
FROM licences_grant
"""  # noqa: S608
# Beside it goes what nobody can use any more. Rows that another transaction is clearing away are
# left to it, so that nobody waits.
_KEEP = """
WITH kept AS (
    INSERT INTO rights_clearance
        (place, area_over, area_to, locations_over, locations_to, first_day, last_day, token,
         first_id, ids, computed_at)
    VALUES (%(place)s, %(area_over)s, %(area_to)s, %(locations_over)s, %(locations_to)s,
            %(first_day)s, %(last_day)s, %(token)s, %(first_id)s, %(ids)s, now())
), gone AS (
    DELETE FROM rights_clearance WHERE id IN (
        SELECT id FROM rights_clearance
        WHERE token < %(token)s OR computed_at < now() - interval '7 days'
        ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED
    )
)
SELECT count(*) FROM rights_rightschange
"""
_MANY_CHANGES = 2000
_MERGE = """
WITH gone AS (
    DELETE FROM rights_rightschange WHERE id IN (
        SELECT id FROM rights_rightschange ORDER BY id LIMIT 100000 FOR UPDATE SKIP LOCKED
    ) RETURNING amount
)
INSERT INTO rights_rightschange (amount) SELECT sum(amount) FROM gone HAVING count(*) > 0
"""


def change_token() -> int:
    """How many changes this transaction sees; the same number means that nothing has changed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COUNTED}")
        token: int = cursor.fetchone()[0]
    return token


def cleared_track_ids(use: Use) -> Ids:
    """Ids of all tracks that may be played in this use, ascending, (n,) int64. Always true.

    One query where a kept answer holds; else it is computed and kept.
    """
    asked = cleared_query(use)
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, {**asked.params, "place": asked.place})
        row = cursor.fetchone()
    return _unpacked(*row) if row is not None else _computed_and_kept(asked)


def computed_track_ids(use: Use, *, plainly: bool = False) -> Ids:
    """The same, computed afresh and not kept; `plainly` from the catalogue itself."""
    asked = cleared_query(use)
    return (_run(asked.plain, asked) if plainly else _computed(asked))[0]


def _computed_and_kept(asked: ClearedQuery) -> Ids:
    ids, found = _computed(asked) if clearable_refresh() else _run(asked.plain, asked)
    first_id, packed = _packed(ids)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {**found, "place": asked.place, "first_id": first_id, "ids": packed})
        if cursor.fetchone()[0] > _MANY_CHANGES:
            cursor.execute(_MERGE)
    return ids


def _computed(asked: ClearedQuery) -> tuple[Ids, dict[str, Any]]:
    ids, found = _run(asked.narrow, asked)
    return _run(asked.plain, asked) if found["everything_stale"] else (ids, found)


def _run(sql: str, asked: ClearedQuery) -> tuple[Ids, dict[str, Any]]:
    """The ids, and beside them their token and the limits between which they hold."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        cursor.execute(
            _AFRESH.format(query=sql), {**asked.params, "first_day": date.min, "last_day": date.max}
        )
        names = [column.name for column in cursor.description or ()]
        found = dict(zip(names, cursor.fetchone(), strict=True))
    sent = bytes(found.pop("ids") or b"")
    return np.sort(np.frombuffer(sent, dtype=">i8").astype(np.int64)), found


def _packed(ids: Ids) -> tuple[int | None, bytes]:
    """As bits from the first id on; as whole numbers where they lie so far apart that these are
    shorter."""
    if not len(ids) or int(ids[-1] - ids[0]) // 8 > ids.nbytes:
        return None, ids.astype("<i8").tobytes()
    bits = np.zeros(int(ids[-1] - ids[0]) + 1, dtype=bool)
    bits[ids - ids[0]] = True
    return int(ids[0]), np.packbits(bits).tobytes()


def _unpacked(first_id: int | None, packed: bytes) -> Ids:
    if first_id is None:
        return np.frombuffer(packed, dtype="<i8").astype(np.int64)
    bits = np.unpackbits(np.frombuffer(packed, dtype=np.uint8))
    return np.flatnonzero(bits) + first_id
