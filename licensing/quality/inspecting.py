"""Looking into audio files: in the analysis of each, and afterwards where that never happened."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q, QuerySet

from licensing.catalogue.files import local_path
from licensing.catalogue.models import AudioAsset, Track
from licensing.duplicates.finding import duplicates_find
from licensing.duplicates.services import fingerprint_store
from licensing.quality.services import findings_store
from matching.audio.errors import AudioProblem
from matching.jobs.models import Job
from matching.jobs.registry import Report
from matching.jobs.services import job_create

if TYPE_CHECKING:
    from matching.audio.inspection import Inspection

log = logging.getLogger(__name__)

KIND = "inspect_audio"
TARGET = "catalogue.audioasset"
#: One job works for about this long, then lets whatever else waits go first.
SLICE_S = 20.0


def asset_inspect(asset: AudioAsset, path: Path) -> None:
    """Measure the faults of a file and make its fingerprint. Raises AudioProblem."""
    from matching.audio.inspection import inspect  # a web process needs no sound libraries

    asset_inspected(asset, inspect(path))


def asset_inspected(asset: AudioAsset, inspection: Inspection) -> None:
    """Keep what was found in a file; its tracks are held back or let go accordingly."""
    with transaction.atomic():
        fingerprint_store(asset, inspection)
        findings_store(asset, [finding.plain() for finding in inspection.findings])


def asset_compare(asset: AudioAsset) -> None:
    """Look for duplicates and versions of an asset's tracks."""
    for track in Track.objects.filter(asset=asset).order_by("pk"):
        duplicates_find(track)


def inspection_send() -> Job | None:
    """Send the work that is left, once; None when there is none, or it is under way."""
    if Job.objects.filter(kind=KIND, state__in=Job.OPEN).exists():
        return None
    if not _uninspected().exists() and not _uncompared().exists():
        return None
    return job_create(kind=KIND, target_type=TARGET, target_id=0, queue=Job.Queue.ANALYSE)


def audio_inspect(job: Job, report: Report) -> None:
    """Handler of `inspect_audio` jobs: looks into files until its time is up, and sends the rest.

    Each file is stored by itself, so a killed worker loses one at most.
    """
    until = time.monotonic() + SLICE_S
    for work, step in ((_inspect_next, "listening"), (_compare_next, "comparing")):
        while work():
            report(0.5, step)
            if time.monotonic() > until or _others_wait():
                _send_rest(job)
                return


def _inspect_next() -> bool:
    asset = _uninspected().order_by("pk").first()
    if asset is None:
        return False
    try:
        with local_path(asset.file) as path:
            asset_inspect(asset, path)
    except (AudioProblem, FileNotFoundError) as problem:
        log.warning("audio %s cannot be looked into: %s", asset.pk, problem)
        # Looked at; the analysis says what is wrong with it.
        AudioAsset.objects.filter(pk=asset.pk).update(quality_findings=[])
    return True


def _compare_next() -> bool:
    asset = _uncompared().order_by("pk").first()
    if asset is None:
        return False
    asset_compare(asset)
    return True


def _uninspected() -> QuerySet[AudioAsset]:
    return AudioAsset.objects.filter(profile__isnull=False, quality_findings__isnull=True)


def _uncompared() -> QuerySet[AudioAsset]:
    """Files whose tracks were never compared, or changed since."""
    stale = Q(fingerprint__compared_at__isnull=True) | Q(
        tracks__updated_at__gt=F("fingerprint__compared_at")
    )
    return AudioAsset.objects.filter(stale, fingerprint__isnull=False, tracks__withdrawn=False)


def _send_rest(job: Job) -> None:
    others = Job.objects.filter(kind=KIND, state__in=Job.OPEN).exclude(pk=job.pk)
    if not others.exists():
        job_create(kind=KIND, target_type=TARGET, target_id=0, queue=Job.Queue.ANALYSE)


def _others_wait() -> bool:
    waiting = Job.objects.filter(queue=Job.Queue.ANALYSE, state=Job.State.QUEUED)
    return waiting.exclude(kind=KIND).exists()
