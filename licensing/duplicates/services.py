"""Writes on fingerprints and pairs: storing what was made, and keeping tracks apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from licensing.catalogue.models import AudioAsset
from licensing.duplicates.merging import MergeProblem, merge, unmerge
from licensing.duplicates.models import AudioFingerprint, DuplicatePair
from licensing.history.services import acting_now, record

if TYPE_CHECKING:
    from matching.audio.inspection import Inspection

__all__ = ["MergeProblem", "fingerprint_store", "merge", "pair_keep", "pair_reopen", "unmerge"]


def fingerprint_store(asset: AudioAsset, inspection: Inspection) -> None:
    """Store (or replace) the fingerprint of an audio file."""
    from matching.audio.fingerprint import METHOD, pack  # a web process needs no sound libraries

    AudioFingerprint.objects.update_or_create(
        asset=asset,
        defaults={
            "method": METHOD,
            "steps": pack(inspection.fingerprint),
            "sound_sha256": inspection.sound_sha256,
            "compared_at": None,
        },
    )


def pair_keep(pair: DuplicatePair) -> DuplicatePair:
    """Two tracks stay two: nobody is asked again."""
    return _decide(pair, DuplicatePair.State.KEPT)


def pair_reopen(pair: DuplicatePair) -> DuplicatePair:
    """Ask again about two tracks that were kept apart."""
    return _decide(pair, DuplicatePair.State.OPEN)


def _decide(pair: DuplicatePair, state: str) -> DuplicatePair:
    with transaction.atomic():
        held = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
        if held.state in (state, DuplicatePair.State.MERGED):
            return held
        before, held.state = held.state, state
        decided = state != DuplicatePair.State.OPEN
        held.decided_by = _person() if decided else None
        held.decided_at = timezone.now() if decided else None
        held.save(update_fields=["state", "decided_by", "decided_at"])
        record(
            action="keep_apart" if decided else "ask_again",
            subject=held,
            before={"state": before},
            after={"state": state},
        )
    return held


def _person() -> Any:
    actor = acting_now().actor
    return actor if getattr(actor, "pk", None) else None
