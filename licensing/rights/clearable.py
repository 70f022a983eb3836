"""The tracks that can be cleared, as the set query reads them: kept narrow, and read anew if stale.

`StaleMark` rows name what changed since. The set query reads those tracks from the catalogue itself
and all others from `ClearableTrack`, so its answer does not wait for a refresh.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Count

from licensing.rights.models import StaleMark
from licensing.rights.shares import TOLERANCE, WHOLE

#: Common table expressions: `stale` (track_id) and `anew` (a ClearableTrack with its societies).
_ANEW = """
stale AS MATERIALIZED (
    SELECT row_id AS track_id FROM rights_stalemark WHERE kind = 't'
    UNION SELECT recorded.track_id FROM rights_stalemark AS mark
          JOIN works_recordedwork AS recorded ON recorded.work_id = mark.row_id
          WHERE mark.kind = 'w'
    UNION SELECT track.id FROM rights_stalemark AS mark
          JOIN catalogue_track AS track ON track.asset_id = mark.row_id WHERE mark.kind = 'a'
    {everything}
), recorded_anew AS (
    SELECT recorded.track_id, recorded.work_id,
           sum(share.percent) BETWEEN %(least)s AND %(most)s AS whole,
           array_agg(DISTINCT coalesce(rights_key(share.society), 0)) AS societies
    FROM stale
    JOIN works_recordedwork AS recorded ON recorded.track_id = stale.track_id
    LEFT JOIN works_share AS share ON share.work_id = recorded.work_id AND share.percent > 0
    GROUP BY recorded.track_id, recorded.work_id
), written_anew AS (
    SELECT track_id, array_agg(DISTINCT society) AS societies
    FROM recorded_anew, unnest(societies) AS society
    GROUP BY track_id
    HAVING bool_and(coalesce(whole, false))
), anew AS MATERIALIZED (
    SELECT track.id AS track_id, rights_key(track.label) AS label,
           rights_key(track.release) AS release, rights_key(track.release_icpn) AS icpn,
           rights_key(written_anew.societies::text) AS number, written_anew.societies
    FROM stale
    JOIN catalogue_track AS track ON track.id = stale.track_id
    JOIN catalogue_audioasset AS asset ON asset.id = track.asset_id
    LEFT JOIN written_anew ON written_anew.track_id = track.id
    WHERE asset.profile_id IS NOT NULL AND NOT track.withdrawn AND NOT track.quality_hold
      AND track.merged_into_id IS NULL
)"""

ANEW = _ANEW.format(everything="")
_EVERYTHING = """
    UNION SELECT id FROM catalogue_track
    UNION SELECT track_id FROM rights_clearabletrack
"""

_MANY = 2000
_LOCK = 0x52494748  # one refresher at a time; whoever finds it taken goes on without
# One statement, so that rows and marks are of one snapshot: a mark that is written meanwhile stays.
_REFRESH = """
WITH {anew}, unmarked AS (
    DELETE FROM rights_stalemark
), gone AS (
    DELETE FROM rights_clearabletrack
    WHERE track_id IN (SELECT track_id FROM stale EXCEPT SELECT track_id FROM anew)
), sets AS (
    INSERT INTO rights_societyset (number, societies)
    SELECT DISTINCT number, societies FROM anew WHERE number IS NOT NULL
       AND NOT EXISTS (SELECT FROM rights_societyset AS held WHERE held.number = anew.number)
)
INSERT INTO rights_clearabletrack (track_id, label, release, icpn, societies)
SELECT track_id, label, release, icpn, number FROM anew
ON CONFLICT (track_id) DO UPDATE SET label = excluded.label, release = excluded.release,
    icpn = excluded.icpn, societies = excluded.societies
"""


def clearable_refresh() -> bool:
    """Bring `ClearableTrack` up to date, unless somebody else is just doing that.

    False where so much is left stale that the catalogue itself had better be read.
    """
    marks = dict(StaleMark.objects.values_list("kind").annotate(Count("id")))
    if not marks:
        return True
    everything = StaleMark.Kind.EVERYTHING in marks
    many = everything or sum(marks.values()) > _MANY
    anew = _ANEW.format(everything=_EVERYTHING if everything else "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return not many
        # After an import nobody has counted the new rows yet, and loops over them would never end.
        cursor.execute(f"SET LOCAL enable_nestloop = {'off' if many else 'on'}")
        cursor.execute(
            _REFRESH.format(anew=anew), {"least": WHOLE - TOLERANCE, "most": WHOLE + TOLERANCE}
        )
        cursor.execute("SET LOCAL enable_nestloop = on")
    return True
