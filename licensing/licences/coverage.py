"""Which tracks a grant covers by its scope, and which rest on it alone.

Covering says nothing about clearing: the decision in `licensing.rights` also reads the terms.
"""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from licensing.catalogue.models import Track
from licensing.licences.models import Grant


def covered_tracks(grant: Grant) -> QuerySet[Track]:
    """The tracks in the scope of a grant; of societies and publishers, those with a share."""
    tracks = Track.objects.all()
    value = grant.scope_value
    if grant.scope_kind == Grant.Scope.TRACKS:
        return tracks.filter(grant_links__grant=grant)
    if grant.scope_kind == Grant.Scope.RELEASE:
        return tracks.filter(Q(release_icpn=value) | Q(release__iexact=value))
    if grant.scope_kind == Grant.Scope.LABEL:
        return tracks.filter(label__iexact=value)
    if grant.scope_kind == Grant.Scope.SOCIETY:
        shares = Q(work_links__work__shares__society__iexact=value)
    elif grant.scope_kind == Grant.Scope.PUBLISHER:
        held = Q(work_links__work__shares__name__iexact=value)
        shares = held | Q(work_links__work__shares__ipi=value)
    else:
        return tracks
    return tracks.filter(pk__in=Track.objects.filter(shares).values("pk"))


_ALONE = """
WITH mine AS ({covered}),
others AS (
    SELECT id, side, scope_kind, lower(scope_value) AS scope_value
    FROM licences_grant
    WHERE id <> %s AND status = 'active' AND rights ? 'public_performance'
      AND (valid_from IS NULL OR valid_from <= %s) AND (valid_until IS NULL OR valid_until >= %s)
      AND scope_kind IN ('tracks', 'release', 'label', 'catalogue')
),
covering AS (
    SELECT link.track_id, others.side
    FROM licences_granttrack AS link
    JOIN others ON others.id = link.grant_id AND others.scope_kind = 'tracks'
    WHERE link.track_id IN (SELECT id FROM mine)
    UNION ALL
    SELECT mine.id, others.side FROM mine, others WHERE others.scope_kind = 'catalogue'
    UNION ALL
    -- One equality each, so that the joins are hashed.
    SELECT track.id, others.side FROM catalogue_track AS track
    JOIN others ON others.scope_kind = 'label' AND others.scope_value = lower(track.label)
    WHERE track.id IN (SELECT id FROM mine)
    UNION ALL
    SELECT track.id, others.side FROM catalogue_track AS track
    JOIN others ON others.scope_kind = 'release' AND others.scope_value = lower(track.release)
    WHERE track.id IN (SELECT id FROM mine)
    UNION ALL
    SELECT track.id, others.side FROM catalogue_track AS track
    JOIN others ON others.scope_kind = 'release' AND others.scope_value = track.release_icpn
    WHERE track.id IN (SELECT id FROM mine)
)
SELECT mine.id FROM mine
WHERE {recording} NOT EXISTS (SELECT 1 FROM covering AS c
        WHERE c.track_id = mine.id AND c.side IN ('recording', 'both'))
   OR {work} NOT EXISTS (SELECT 1 FROM covering AS c
        WHERE c.track_id = mine.id AND c.side IN ('work', 'both'))
ORDER BY mine.id
"""


def resting_on(grant: Grant, day: date | None = None) -> list[int]:
    """Ids of tracks that lose a side with this grant: no other active one covers it on that day.

    `day` is today unless given. Ascending.
    """
    day = day or timezone.now().date()
    covered, values = covered_tracks(grant).order_by().values("id").query.sql_with_params()
    statement = _ALONE.format(
        covered=covered,
        recording="" if grant.side in ("recording", "both") else "false AND",
        work="" if grant.side in ("work", "both") else "false AND",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, grant.pk, day, day])
        return [row[0] for row in cursor.fetchall()]
