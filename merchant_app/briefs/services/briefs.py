"""Creating, sending, cancelling, renaming, duplicating and deleting briefs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.jobs.models import Job
from matching.jobs.services import job_cancel, job_create
from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput, Seed
from merchant_app.briefs.problems import BriefProblem, problem
from merchant_app.briefs.services.inputs import draft_for_update, input_delete_file
from merchant_app.stores.models import Store

JOB_KIND = "match_brief"
MAX_LENGTH = 200


def brief_create(
    *, store: Store, user: User | None, name: str = "", length: int | None = None
) -> Brief:
    """A new, empty draft."""
    number = store.briefs.count() + 1
    return Brief.objects.create(
        store=store,
        name=name.strip()[:150] or _("Brief %(number)s") % {"number": number},
        length=_length(length),
        created_by=user,
    )


def brief_update(*, brief: Brief, name: str | None = None, length: int | None = None) -> Brief:
    """Rename a brief, or choose its length."""
    if name is not None and name.strip():
        brief.name = name.strip()[:150]
    if length is not None:
        brief.length = _length(length)
    brief.save(update_fields=["name", "length", "updated_at"])
    return brief


def _length(length: int | None) -> int | None:
    return None if length is None else min(max(length, 1), MAX_LENGTH)


def brief_start(*, brief: Brief) -> Brief:
    """Send a draft to the workers. Raises BriefProblem when there is nothing to match by."""
    with transaction.atomic():
        locked = draft_for_update(brief)
        inputs = list(locked.inputs.all())
        if not inputs:
            raise BriefProblem("brief_empty")
        if all(item.status == BriefInput.Status.FAILED for item in inputs):
            raise BriefProblem("brief_nothing_usable")
        locked.status = Brief.Status.QUEUED
        locked.problems = []
        locked.job = job_create(
            kind=JOB_KIND,
            target_type="brief",
            target_id=locked.pk,
            queue=Job.Queue.MATCH,
            organisation_id=locked.store.organisation_id,
        )
        locked.save(update_fields=["status", "problems", "job", "updated_at"])
    brief.refresh_from_db()
    return brief


def brief_cancel(*, brief: Brief) -> Brief:
    """Stop the matching of a brief; what was understood of its inputs is kept."""
    with transaction.atomic():
        locked = Brief.objects.select_for_update().get(pk=brief.pk)
        if locked.status not in Brief.OPEN or locked.job is None:
            raise BriefProblem("brief_not_running")
        job_cancel(locked.job)
        locked.refresh_from_db()
        if locked.status in Brief.OPEN:
            _end(locked, Brief.Status.CANCELLED, [])
    brief.refresh_from_db()
    return brief


def brief_reopen(*, brief: Brief) -> Brief:
    """Turn a brief that failed or was cancelled back into a draft, nothing lost."""
    with transaction.atomic():
        locked = Brief.objects.select_for_update().get(pk=brief.pk)
        if locked.status in (Brief.Status.FAILED, Brief.Status.CANCELLED):
            locked.status = Brief.Status.DRAFT
            locked.problems = []
            locked.save(update_fields=["status", "problems", "updated_at"])
    brief.refresh_from_db()
    return brief


def brief_failed(brief: Brief, problems: list[dict[str, Any]]) -> None:
    """Record why no playlist came of the brief."""
    _end(brief, Brief.Status.FAILED, problems)


def brief_job_ended(job: Job) -> None:
    """Tell the brief that its job was cancelled or given up."""
    brief = Brief.objects.filter(pk=job.target_id, job=job, status__in=Brief.OPEN).first()
    if brief is None:
        return
    if job.state == Job.State.CANCELLED:
        _end(brief, Brief.Status.CANCELLED, [])
    else:
        code = "worker_lost" if job.error_code == "worker_lost" else "unexpected"
        _end(brief, Brief.Status.FAILED, [problem(code)])


def _end(brief: Brief, status: str, problems: list[dict[str, Any]]) -> None:
    brief.status = status
    brief.problems = problems
    brief.finished_at = timezone.now()
    brief.save(update_fields=["status", "problems", "finished_at", "updated_at"])


def brief_duplicate(*, brief: Brief, user: User | None) -> Brief:
    """A new draft with the same inputs; what was understood is taken over, files are copied."""
    with transaction.atomic():
        copy = Brief.objects.create(
            store=brief.store,
            name=_("%(name)s (copy)") % {"name": brief.name[:140]},
            length=brief.length,
            created_by=user,
        )
        for item in brief.inputs.prefetch_related("seeds"):
            seeds = list(item.seeds.all())
            stored, item.pk, item.brief, item.job = item.file, None, copy, None
            item._state.adding = True
            if stored:
                with stored.open("rb") as source:
                    item.file = File(source, name=PurePosixPath(stored.name).name)
                    item.save()
            else:
                item.save()
            for seed in seeds:
                seed.pk, seed.brief, seed.input = None, copy, item
                seed.substitute = None
                seed.similarity = None
            Seed.objects.bulk_create(seeds)
    return copy


def brief_delete(*, brief: Brief) -> None:
    """Delete a brief, its inputs and their files; playlists made from it stay."""
    with transaction.atomic():
        locked = Brief.objects.select_for_update().get(pk=brief.pk)
        if locked.job is not None:
            job_cancel(locked.job)
        files = [item.file for item in locked.inputs.exclude(file="")]
        locked.delete()
        for stored in files:
            transaction.on_commit(lambda file=stored: file.storage.delete(file.name))


def uploads_expire() -> int:
    """Delete uploaded files older than their organisation keeps them; returns how many."""
    now = timezone.now()
    deleted = 0
    old = (
        BriefInput.objects.exclude(file="")
        .filter(created_at__lt=now - timedelta(days=1))
        .select_related("brief__store__organisation")
    )
    for item in old.iterator():
        keep = timedelta(days=item.brief.store.organisation.retention_days)
        if item.created_at < now - keep and item.brief.status not in Brief.OPEN:
            input_delete_file(item=item, now=now)
            deleted += 1
    return deleted
