"""What a worker does with a brief that was sent: from its inputs to a first playlist."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from licensing.catalogue.indexing import index_refresh
from matching.jobs.models import Job
from matching.jobs.registry import Report
from matching.semantics.understanding import Understanding
from merchant_app import music
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.briefs.problems import problem
from merchant_app.briefs.services.briefs import brief_failed
from merchant_app.briefs.services.understanding import input_understand
from merchant_app.playlists.services.versions import playlist_create


def brief_match(job: Job, report: Report) -> None:
    """Understand what is left to understand, match, and store the playlist exactly once."""
    brief = Brief.objects.select_related("store__organisation").get(pk=job.target_id)
    if brief.status not in Brief.OPEN or brief.job_id != job.pk:
        return
    Brief.objects.filter(pk=brief.pk, status=Brief.Status.QUEUED).update(
        status=Brief.Status.WORKING
    )
    inputs = list(brief.inputs.all())
    for number, item in enumerate(inputs):
        report(0.05 + 0.6 * number / len(inputs), f"understand_{item.kind}")
        input_understand(item)
    report(0.7, "cleared")
    brief.refresh_from_db()
    problems = [each for item in brief.inputs.all() for each in item.problems]
    if not brief.inputs.filter(status=BriefInput.Status.READY).exists():
        brief_failed(brief, [problem("brief_nothing_usable"), *problems])
        return
    index_refresh()
    cleared = music.cleared_ids(brief.store)
    if not len(cleared):
        brief_failed(brief, [music.nothing_cleared(brief.store)])
        return
    report(0.8, "match")
    seeds = list(brief.seeds.select_related("profile", "track__asset__profile"))
    found = music.match(
        store=brief.store,
        cleared=cleared,
        understandings=[
            Understanding.from_json(item.understanding)
            for item in brief.inputs.all()
            if item.understanding and item.status == BriefInput.Status.READY
        ],
        seeds=seeds,
        length=brief.length,
    )
    report(0.95, "store")
    with transaction.atomic():
        locked = Brief.objects.select_for_update().get(pk=brief.pk)
        if locked.status not in Brief.OPEN or locked.job_id != job.pk:
            return
        playlist_create(brief=locked, match=found)
        locked.status = Brief.Status.READY
        locked.problems = found.problems
        locked.finished_at = timezone.now()
        locked.save(update_fields=["status", "problems", "finished_at", "updated_at"])
