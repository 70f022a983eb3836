"""What a worker does with a brief that was sent: from its inputs to a first playlist."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from licensing.catalogue.indexing import index_refresh
from matching.jobs.models import Job
from matching.jobs.registry import Report
from matching.semantics.muting import without
from matching.semantics.understanding import Understanding
from merchant_app import music
from merchant_app.briefs.by_name.facts import SongFacts, understand_names
from merchant_app.briefs.models import Brief, BriefInput, Seed
from merchant_app.briefs.problems import problem
from merchant_app.briefs.services.briefs import brief_failed, open_brief_of
from merchant_app.briefs.services.naming import brief_name, has_default_name
from merchant_app.briefs.services.understanding import input_understand
from merchant_app.playlists.carried import NOTHING, carried_for, events_carried
from merchant_app.playlists.exposure import listed_before
from merchant_app.playlists.ruled_out import ruled_out, with_never
from merchant_app.playlists.services.versions import playlist_create


def brief_match(job: Job, report: Report) -> None:
    """Understand what is left to understand, match, and store the playlist exactly once.

    A brief that was cancelled, deleted or finished by another attempt meanwhile is left alone.
    """
    brief = Brief.objects.select_related("store__organisation").filter(pk=job.target_id).first()
    if brief is None or brief.status not in Brief.OPEN or brief.job_id != job.pk:
        return
    Brief.objects.filter(pk=brief.pk, status=Brief.Status.QUEUED).update(
        status=Brief.Status.WORKING
    )
    inputs = list(brief.inputs.all())
    for number, item in enumerate(inputs):
        report(0.05 + 0.6 * number / len(inputs), f"understand_{item.kind}")
        input_understand(item)
    report(0.7, "cleared")
    usable = list(brief.inputs.filter(status=BriefInput.Status.READY))
    if not usable:
        brief_failed(job, [problem("brief_nothing_usable")])
        return
    index_refresh()
    cleared = music.cleared_ids(brief.store)
    if not len(cleared):
        brief_failed(job, [music.nothing_cleared(brief.store)])
        return
    report(0.8, "match")
    seeds = list(brief.seeds.select_related("profile", "track__asset__profile"))
    carried = carried_for(brief.store, brief.start_from)
    found = music.match(
        store=brief.store,
        cleared=cleared,
        understandings=[
            *(
                without(Understanding.from_json(item.understanding), brief.muted)
                for item in usable
                if item.understanding
            ),
            *_by_name(seeds),
        ],
        seeds=seeds,
        length=brief.length,
        exposure=listed_before(timezone.now()),
        taught=[] if brief.start_from == NOTHING else events_carried(carried),
        boundary=brief.store.boundary,
        wishes=[] if brief.start_from == NOTHING else ruled_out(carried),
    )
    if brief.start_from != NOTHING:
        carried = with_never(carried, found.wishes)
    report(0.95, "store")
    _store(job, found, carried)


def _by_name(seeds: list[Seed]) -> list[Understanding]:
    """What the songs say in words that are known by their names only."""
    named = [SongFacts.from_json(each.facts) for each in seeds if each.facts]
    understood = understand_names(named)
    return [understood] if understood is not None else []


def _store(job: Job, found: music.Match, carried: dict[str, Any]) -> None:
    with transaction.atomic():
        brief = open_brief_of(job)
        if brief is None:
            return
        if has_default_name(brief):
            brief.name = brief_name(brief) or brief.name
        playlist_create(brief=brief, match=found, carried=carried)
        brief.status = Brief.Status.READY
        brief.problems = found.problems
        brief.finished_at = timezone.now()
        brief.save(update_fields=["name", "status", "problems", "finished_at", "updated_at"])
