"""Tells the licensing side, which knows no shops, whether a track was played."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from merchant_app.onair.models import Play


def played(since: datetime | None) -> Exists:
    """A condition on tracks: heard in any shop, since then or ever."""
    plays = Play.objects.filter(track=OuterRef("pk"))
    return Exists(plays if since is None else plays.filter(started_at__gte=since))
