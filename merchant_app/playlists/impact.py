"""How many playlists and stores hold given tracks, for the desk that looks ahead.

Only numbers and the commonest kind of place go down there: which merchant plays what is theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import F

from licensing.review.impact import Impact, counts_impact
from merchant_app.playlists.models import PlaylistItem


@counts_impact
def playlists_hurt(track_ids: Sequence[int]) -> Impact:
    """Playlists whose current version holds one of the tracks, and the stores they belong to."""
    held = PlaylistItem.objects.filter(
        track_id__in=track_ids, version__number=F("version__playlist__version_number")
    )
    lists = held.values_list(
        "version__playlist",
        "version__playlist__store",
        "version__playlist__store__territory",
        "version__playlist__store__premises_type",
    ).distinct()
    stores = {store: (territory, kind) for _list, store, territory, kind in lists}
    commonest = Counter(stores.values()).most_common(1)
    return Impact(
        playlists=len(lists), stores=len(stores), place=commonest[0][0] if commonest else None
    )
