"""A made-up catalogue of a given size, written by PostgreSQL itself."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection

from licensing.licences.models import Grant

#: Grants by thousand tracks, all for tracks one by one; a third of the tracks is never granted.
_GRANTS = 20

_SQL = (
    """
    INSERT INTO matching_profile (sha256, analyser, duration_s, facets, vectors, peaks,
        preview_start_s, warnings, created_at)
    SELECT md5('p' || n) || md5('q' || n), 'bench', 180, '{}', ''::bytea, ''::bytea, 0, '[]', now()
    FROM generate_series(1, %(tracks)s) AS n
    """,
    """
    INSERT INTO catalogue_audioasset (sha256, file, bytes, mime, original_name, profile_id,
        problem_code, problem_text, quality_findings, created_at)
    SELECT sha256, 'x.ogg', 1, 'audio/ogg', 'x.ogg', id, '', '',
        (CASE WHEN id %% 200 = 0 THEN '[{"code": "clipping", "params": {}}]' ELSE '[]' END)::jsonb,
        now()
    FROM matching_profile WHERE analyser = 'bench'
    """,
    """
    INSERT INTO catalogue_track (title, version, artist, label, release, release_icpn, isrc,
        external_key, language, vocal, explicit, ai_generated, duration_s, asset_id, source,
        source_url, licence_name, attribution, demonstration, withdrawn, quality_verdict,
        quality_note, quality_hold, created_at, updated_at)
    SELECT w.a[1 + id %% 40] || ' ' || w.a[1 + (id * 7) %% 39] || ' ' || id, '',
        w.a[1 + (id * 3) %% 37] || ' band ' || id %% 5000, 'label ' || id %% 300,
        w.a[1 + id %% 31] || ' album ' || id %% 9000, '',
        CASE WHEN id %% 10 = 0 THEN '' ELSE 'DEA11' || lpad((id %% 10000000)::text, 7, '0') END,
        '', 'en', 'unknown', 'no', 'no', 60 + id %% 300, id, '', '', '', '', FALSE,
        id %% 500 = 0, '', '', id %% 200 = 0, now() - id * interval '1 second', now()
    FROM catalogue_audioasset, (SELECT ARRAY['night','river','summer','晴天','blue','golden','rain',
        'street','paper','moon','green','silver','window','harbour','夜色','winter','velvet',
        'garden','mirror','ocean','copper','lantern','morning','echo','forest','ember','stone',
        'cloud','marble','saffron','violet','amber','cedar','coral','meadow','canyon','orchid',
        'prairie','tundra','zephyr'] AS a) AS w
    """,
    """
    INSERT INTO catalogue_tracktag (track_id, tag)
    SELECT id, (ARRAY['evening','morning','calm','bright','jazz'])[1 + id %% 5]
    FROM catalogue_track WHERE id %% 3 = 0
    """,
    """
    INSERT INTO licences_granttrack (grant_id, track_id)
    SELECT g.id, t.id FROM catalogue_track AS t
    JOIN licences_grant AS g ON g.licensor = 'Licensor ' || (1 + t.id %% %(grants)s)
    WHERE t.id %% 3 <> 1
    """,
    """
    INSERT INTO onair_play (key, store_name, track_id, started_at, finished_at, ms_played,
        transition, source, timezone, licence, cleared, received_at)
    SELECT gen_random_uuid(), 'A shop', id, now() - interval '3 days', now(), 1000, 'natural',
        'stream', 'UTC', '{}', TRUE, now()
    FROM catalogue_track, generate_series(1, 3) WHERE catalogue_track.id %% 2 = 0
    """,
)


def fill(tracks: int) -> None:
    """Write a catalogue of so many tracks into an empty database."""
    values = {"tracks": tracks, "grants": max(1, tracks * _GRANTS // 1000)}
    soon = date.today() + timedelta(days=20)
    Grant.objects.bulk_create(
        Grant(
            licensor=f"Licensor {number}",
            rights=["public_performance", "reproduction", "communication"],
            territories_in=["*"] if number % 4 else ["US"],
            valid_until=None if number % 10 else soon,
            offline=True,
            evidence="contract" if number % 25 else "",
            status=Grant.Status.ACTIVE,
        )
        for number in range(1, values["grants"] + 1)
    )
    with connection.cursor() as cursor:
        for statement in _SQL:
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")
