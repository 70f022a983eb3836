"""Since when a track that was on air is not covered any more, as far as can be known.

It was covered when it was last looked at. A change of a grant or a track since then says when it
ended; a date says midnight; of anything else, such as a shop that moved, the earliest moment is
taken, so that no play is counted as covered that may not have been. What today's grants covered an
hour ago, its sound aside, was covered until its date, or until it was found wanting: until now.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Min

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.rights.rules import Use
from merchant_app.onair.models import Publication


def lost_since(
    track_ids: Sequence[int],
    *,
    publication: Publication,
    use: Use,
    by_itself: Collection[int] = frozenset(),
) -> dict[int, datetime]:
    """Track id → the moment from which plays of it are not covered.

    `by_itself` are those that no change of a grant or a shop took off the air.
    """
    seen = publication.checked_at or publication.published_at
    now = use.moment
    changed = Grant.objects.filter(updated_at__gt=seen, updated_at__lte=now).aggregate(
        first=Min("updated_at")
    )["first"]
    of_tracks = dict(
        Track.objects.filter(
            pk__in=track_ids, updated_at__gt=seen, updated_at__lte=now
        ).values_list("pk", "updated_at")
    )
    midnight = datetime.combine(use.day, time(), ZoneInfo(use.timezone))
    by_date = midnight if seen < midnight <= now else None

    def earliest(track_id: int) -> datetime:
        if track_id in by_itself:
            return by_date or now
        known = [at for at in (changed, of_tracks.get(track_id), by_date) if at is not None]
        return min(known, default=min(seen, now))

    return {track_id: earliest(track_id) for track_id in track_ids}
