"""Writes of the quality gate: what was found in audio, stated lengths, and an editor's verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from licensing.catalogue.models import AudioAsset, Quality, Track
from licensing.history.services import record
from licensing.quality.models import StatedLength
from licensing.quality.selectors import blocking_findings

NOTE_LENGTH = 255


def findings_store(asset: AudioAsset, found: Sequence[Mapping[str, Any]]) -> None:
    """Store what was found in an audio file; its tracks are held back or let go accordingly."""
    with transaction.atomic():
        AudioAsset.objects.filter(pk=asset.pk).update(quality_findings=list(found))
        for track in Track.objects.filter(asset=asset).order_by("pk"):
            quality_refresh(track)


def length_state(track: Track, seconds: float, source: str = "") -> None:
    """Write down how long the recording is by its sender. Raises ValueError for no length."""
    if not 0 < seconds < 24 * 3600:
        raise ValueError(f"{seconds} seconds are no length of a recording")
    with transaction.atomic():
        StatedLength.objects.update_or_create(
            track=track, defaults={"seconds": seconds, "source": source[:60]}
        )
        quality_refresh(track)


def quality_judge(track: Track, verdict: str, note: str = "") -> Track:
    """An editor's own ear, which overrules what was measured; "" takes the verdict back.

    Raises ValueError for a verdict that is none.
    """
    if verdict not in Quality.values:
        raise ValueError(f"{verdict!r} is no verdict on quality")
    with transaction.atomic():
        held = _locked(track)
        before = {"quality_verdict": held.quality_verdict, "quality_note": held.quality_note}
        after = {"quality_verdict": verdict, "quality_note": note.strip()[:NOTE_LENGTH]}
        if before != after:
            Track.objects.filter(pk=held.pk).update(**after)
            record(action="judge_quality", subject=held, before=before, after=after)
        return quality_refresh(held)


def quality_refresh(track: Track) -> Track:
    """Hold the track back, or let it go, as its findings and its verdict ask for."""
    with transaction.atomic():
        now = _locked(track)
        codes = [finding["code"] for finding in blocking_findings(now)]
        hold = now.quality_verdict == Quality.POOR or (
            bool(codes) and now.quality_verdict != Quality.FINE
        )
        if hold != now.quality_hold:
            Track.objects.filter(pk=now.pk).update(quality_hold=hold)
            record(
                action="hold_for_quality" if hold else "release_for_quality",
                subject=now,
                before={"quality_hold": now.quality_hold},
                after={"quality_hold": hold, "findings": codes},
            )
            now.quality_hold = hold
    return now


def _locked(track: Track) -> Track:
    return (
        Track.objects.select_for_update(of=("self",))
        .select_related("asset", "stated_length")
        .get(pk=track.pk)
    )
