"""How a version differs from the one before it, and what came back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from merchant_app.onair.models import LostRight
from merchant_app.playlists.models import PlaylistItem
from merchant_app.playlists.selectors import VersionView


@dataclass(frozen=True)
class Change:
    """How a version differs from the one before it."""

    since: int
    new: frozenset[int]
    gone: int
    kept: int


def change_of(view: VersionView) -> Change | None:
    """What changed since the version before; None for the first one."""
    earlier = max(
        (version for version in view.versions if version.number < view.version.number),
        key=lambda version: version.number,
        default=None,
    )
    if earlier is None:
        return None
    before = set(PlaylistItem.objects.filter(version=earlier).values_list("track_id", flat=True))
    now = {row.item.track_id for row in view.items}
    return Change(
        since=earlier.number,
        new=frozenset(now - before),
        gone=len(before - now),
        kept=sum(1 for row in view.items if row.item.kept),
    )


def tracks_moved(change: Change | None) -> str:
    """How many tracks changed since the version before, as a sentence."""
    if change is None:
        return ""
    count = max(change.gone, len(change.new))
    if not count:
        return _("The tracks stay the same.")
    return ngettext("One track changed.", "%(count)s tracks changed.", count) % {"count": count}


#: A right that returned longer ago is no news.
NEWS = timedelta(days=30)


def came_back(view: VersionView) -> list[LostRight]:
    """Tracks that left this playlist with their right and may be played again, one row each."""
    listed = {row.item.track_id for row in view.items}
    rows = LostRight.objects.filter(
        playlist=view.playlist, back_at__gte=timezone.now() - NEWS, version_after__gt=0
    ).exclude(track__in=listed)
    found: dict[int, LostRight] = {}
    for row in rows.select_related("track").order_by("-back_at"):
        found.setdefault(row.track_id, row)
    lost_again = LostRight.objects.filter(
        store=view.playlist.store_id, track__in=list(found), back_at__isnull=True
    )
    for track_id in lost_again.values_list("track_id", flat=True):
        del found[track_id]
    return list(found.values())
