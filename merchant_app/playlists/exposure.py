"""How often tracks came into lists lately, so that those rarely listed get their turn."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count

from merchant_app.playlists.models import PlaylistItem

RECENT = timedelta(days=28)


def listed_before(moment: datetime) -> dict[int, int]:
    """Track id → in how many first lists of the four weeks before ``moment`` it was.

    Of every shop: the catalogue is one. Only first lists count, and only earlier ones, so that a
    playlist's rounds all see the same numbers.
    """
    rows = PlaylistItem.objects.filter(
        version__number=1,
        version__playlist__created_at__lt=moment,
        version__playlist__created_at__gte=moment - RECENT,
    )
    return dict(rows.order_by().values_list("track_id").annotate(Count("pk")))
