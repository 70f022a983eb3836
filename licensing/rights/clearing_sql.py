"""The set query in SQL: over what is kept narrow of the tracks, and over the catalogue itself.

Each (right, side) pair that the country asks for is a bit; a track is cleared when the bits of all
that covers it make `full`. `{mask}` stands for the pairs that one grant gives.
"""

from __future__ import annotations

from licensing.rights.clearable import ANEW

# The grants that fit; `wide` are their masks by scope, `listed` those of tracks one by one.
_GRANTS = """
fitting AS MATERIALIZED (
    SELECT id, scope_kind, lower(scope_value) AS said, ({mask}) AS mask
    FROM licences_grant
    WHERE status = %(active)s
      AND (valid_from IS NULL OR valid_from <= %(day)s)
      AND (valid_until IS NULL OR valid_until >= %(day)s)
      AND territories_in ?| %(terms)s
      AND NOT territories_out ?| %(terms)s
      AND premises ?| %(kinds)s
      AND (max_floor_area_m2 IS NULL OR max_floor_area_m2 >= %(area)s::float)
      AND (max_locations IS NULL OR max_locations >= %(locations)s::float)
      AND (offline OR NOT %(needs_offline)s)
      AND (promotion OR NOT %(needs_promotion)s)
      AND (interactive OR NOT %(needs_interactive)s)
      AND NOT basis = ANY(%(bases_out)s)
), wide AS MATERIALIZED (
    SELECT scope_kind, said, rights_key(said) AS key, bit_or(mask) AS mask
    FROM fitting
    WHERE scope_kind <> 'tracks' AND (said <> '' OR scope_kind = 'catalogue')
    GROUP BY scope_kind, said
), listed AS (
    SELECT link.track_id, fitting.mask
    FROM licences_granttrack AS link
    JOIN fitting ON fitting.id = link.grant_id AND fitting.scope_kind = 'tracks'
)"""

_EVERYWHERE = "coalesce((SELECT bit_or(mask) FROM wide WHERE scope_kind = 'catalogue'), 0)"


def _by_track(shares: str, recorded: str) -> str:
    """What is listed, and what societies and publishers cover of these shares' works, by track."""
    return f"""
owned AS (
    SELECT share.work_id,
           bit_and(coalesce(society.mask, 0) | coalesce(holder.mask, 0)
                   | coalesce(number.mask, 0)) AS mask
    FROM {shares} AS share
    LEFT JOIN wide AS society
      ON society.scope_kind = 'society' AND society.said = lower(share.society)
    LEFT JOIN wide AS holder
      ON holder.scope_kind = 'publisher' AND holder.said = lower(share.name)
    LEFT JOIN wide AS number
      ON number.scope_kind = 'publisher' AND number.said = lower(share.ipi)
    WHERE share.percent > 0
    GROUP BY share.work_id
    HAVING sum(share.percent) BETWEEN %(least)s AND %(most)s
), written AS (
    SELECT recorded.track_id, bit_and(coalesce(owned.mask, 0)) & %(work)s AS mask
    FROM {recorded} AS recorded
    LEFT JOIN owned ON owned.work_id = recorded.work_id
    GROUP BY recorded.track_id
), by_track AS (
    SELECT track_id, bit_or(mask) AS mask
    FROM (SELECT track_id, mask FROM listed UNION ALL SELECT track_id, mask FROM written) AS found
    GROUP BY track_id
)"""  # noqa: S608  only names of tables are formatted in


#: As an array, which is looked up by index; a join would read every share there is.
_HOLDERS = "ARRAY(SELECT said FROM wide WHERE scope_kind = 'publisher')"

#: Reads the whole catalogue.
PLAIN = f"""
WITH {_GRANTS}, {_by_track("works_share", "works_recordedwork")}
SELECT track.id
FROM catalogue_track AS track
JOIN catalogue_audioasset AS asset ON asset.id = track.asset_id AND asset.profile_id IS NOT NULL
LEFT JOIN by_track ON by_track.track_id = track.id
LEFT JOIN wide AS label ON label.scope_kind = 'label' AND label.said = lower(track.label)
LEFT JOIN wide AS release ON release.scope_kind = 'release' AND release.said = lower(track.release)
LEFT JOIN wide AS icpn ON icpn.scope_kind = 'release' AND icpn.said = lower(track.release_icpn)
WHERE NOT track.withdrawn AND NOT track.quality_hold AND track.merged_into_id IS NULL
  AND (coalesce(by_track.mask, 0) | coalesce(label.mask, 0)
       | coalesce(release.mask, 0) | coalesce(icpn.mask, 0) | {_EVERYWHERE}) = %(full)s
"""  # noqa: S608

#: Reads `ClearableTrack`; true where no mark says that everything is stale. Works are covered by
#: the societies of their shares as a set, and looked into share by share only where a fitting grant
#: of a publisher or writer touches one of them.
NARROW = f"""
WITH {_GRANTS}, {ANEW}, held AS MATERIALIZED (
    SELECT number, societies FROM rights_societyset UNION SELECT number, societies FROM anew
), covered AS MATERIALIZED (
    SELECT held.number, bit_and(coalesce(wide.mask, 0)) & %(work)s AS mask
    FROM held CROSS JOIN unnest(held.societies) AS society
    LEFT JOIN wide ON wide.scope_kind = 'society' AND wide.key = society
    GROUP BY held.number
), touched AS MATERIALIZED (
    SELECT DISTINCT track_id FROM works_recordedwork WHERE work_id = ANY(ARRAY(
        SELECT work_id FROM works_share WHERE percent > 0 AND lower(name) = ANY({_HOLDERS})
        UNION
        SELECT work_id FROM works_share
        WHERE percent > 0 AND ipi <> '' AND lower(ipi) = ANY({_HOLDERS})
    ))
), recorded_of_touched AS MATERIALIZED (
    SELECT track_id, work_id FROM works_recordedwork
    WHERE track_id = ANY(ARRAY(SELECT track_id FROM touched))
), shares_of_touched AS (
    SELECT * FROM works_share
    WHERE work_id = ANY(ARRAY(SELECT DISTINCT work_id FROM recorded_of_touched))
), {_by_track("shares_of_touched", "recorded_of_touched")}, clearable AS (
    SELECT track_id, label, release, icpn, societies FROM rights_clearabletrack
    WHERE track_id NOT IN (SELECT track_id FROM stale)
    UNION ALL
    SELECT track_id, label, release, icpn, number FROM anew
)
SELECT track.track_id AS id
FROM clearable AS track
LEFT JOIN by_track ON by_track.track_id = track.track_id
LEFT JOIN covered ON covered.number = track.societies
LEFT JOIN wide AS label ON label.scope_kind = 'label' AND label.key = track.label
LEFT JOIN wide AS release ON release.scope_kind = 'release' AND release.key = track.release
LEFT JOIN wide AS icpn ON icpn.scope_kind = 'release' AND icpn.key = track.icpn
WHERE (coalesce(by_track.mask, 0) | coalesce(covered.mask, 0)
       | coalesce(label.mask, 0) | coalesce(release.mask, 0) | coalesce(icpn.mask, 0)
       | {_EVERYWHERE}) = %(full)s
"""  # noqa: S608
