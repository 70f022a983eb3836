"""Writes: asking for a map when the index has changed, and drawing it in a worker."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from matching.atlas.drawing import draw
from matching.jobs.models import Job
from matching.jobs.registry import Report
from matching.jobs.services import job_create
from matching.maps.models import CatalogueMap
from matching.maps.selectors import DRAW, TARGET, chart_of, open_drawing
from matching.selectors import current_snapshot, live_version, snapshot_space

log = logging.getLogger(__name__)

KEPT = 2
#: While tracks keep coming in, the index changes every few seconds: the map waits until it is
#: quiet, but not for ever; the first one does not wait at all.
QUIET = timedelta(seconds=45)
LATEST = timedelta(minutes=3)
_ADVISORY_LOCK = 7_309_347


def map_follow() -> Job | None:
    """Send a drawing when the map is not of the version that is searched; cheap when it is.

    Idempotent; beat calls it. Returns the open drawing, if there is one. A drawing that failed is
    not sent again for the same version: operators try it again on the page of jobs. It is general
    work, because in the queue of analyses it would wait behind an import of thousands of tracks.
    """
    version = live_version()
    if version is None or not version.count:
        return None
    newest = CatalogueMap.objects.first()
    if CatalogueMap.objects.filter(fingerprint=version.fingerprint).exists():
        return None
    now = timezone.now()
    due = newest is None or newest.created_at < now - LATEST
    if version.created_at > now - QUIET and not due:
        return None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
        job = open_drawing()
        if job is not None:
            return job
        if Job.objects.filter(kind=DRAW, target_type=TARGET, target_id=version.pk).exists():
            return None
        return job_create(kind=DRAW, target_type=TARGET, target_id=version.pk)


def map_draw(job: Job, report: Report) -> None:
    """Handler of `draw_map` jobs: draws the version that is searched now.

    A repeated job finds its map; one that was cut off starts again from the former map, whose
    places it keeps.
    """
    started = time.monotonic()
    version, snapshot = live_version(), current_snapshot(fresh=True)
    if version is None or snapshot.folder is None or snapshot.folder.name != version.folder:
        return  # replaced this moment: the next one is sent for
    if CatalogueMap.objects.filter(fingerprint=version.fingerprint).exists():
        return
    report(0.05, "laying out")
    chart = draw(
        snapshot,
        chart_of(CatalogueMap.objects.first()),
        space=snapshot_space(snapshot),
        progress=lambda share: report(0.05 + 0.9 * share, "laying out"),
    )
    seconds = round(time.monotonic() - started, 2)
    with transaction.atomic():
        CatalogueMap.objects.update_or_create(
            fingerprint=version.fingerprint,
            defaults={
                "index_number": version.number,
                "analyser": version.analyser,
                "count": len(chart),
                "anew": chart.anew,
                "chart": chart.pack(),
                "seconds": seconds,
            },
        )
        kept = CatalogueMap.objects.values_list("pk", flat=True)[:KEPT]
        CatalogueMap.objects.exclude(pk__in=list(kept)).delete()
    log.info("map of %s tracks drawn in %s s: %s", len(chart), seconds, chart.fidelity)
