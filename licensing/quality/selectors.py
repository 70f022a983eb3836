"""Reads of the quality gate: what is wrong with a track, and which ones are held back."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from licensing.catalogue.models import Quality, Track
from matching.audio.quality import BLOCKING, wrong_length

#: Filters of the desk's list.
HELD, POOR, PASSED = "held", "poor", "passed"


def track_findings(track: Track) -> list[dict[str, Any]]:
    """Everything found in the track's audio as stored, and a length that is not the stated one."""
    if track.asset is None:
        return []
    found = list(track.asset.quality_findings or [])
    stated = getattr(track, "stated_length", None)
    if stated is not None and track.asset.quality_findings is not None and track.duration_s:
        wrong = wrong_length(stated.seconds, track.duration_s)
        if wrong is not None:
            found.insert(0, wrong.plain())
    return found


def blocking_findings(track: Track) -> list[dict[str, Any]]:
    """Those that hold the track back unless an editor found it good enough."""
    return [finding for finding in track_findings(track) if finding["code"] in BLOCKING]


def tracks_by_quality(which: str) -> QuerySet[Track]:
    """Tracks held back for what was measured or heard (`held`), by an editor's ear alone
    (`poor`), or played in spite of a finding (`passed`); the newest first."""
    listed = (
        Track.objects.filter(withdrawn=False, merged_into__isnull=True)
        .select_related("asset__profile", "stated_length")
        .defer("asset__profile__vectors")
        .order_by("-pk")
    )
    if which == POOR:
        return listed.filter(quality_hold=True, quality_verdict=Quality.POOR)
    if which == PASSED:
        return listed.filter(quality_verdict=Quality.FINE)
    return listed.filter(quality_hold=True).filter(~Q(quality_verdict=Quality.POOR))
