"""Deleting briefs, and uploads that were kept as long as their organisation wants."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from matching.jobs.models import Job
from matching.jobs.services import job_cancel
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.briefs.problems import BriefProblem
from merchant_app.media.thumbnails import thumbnail_delete

log = logging.getLogger(__name__)


def brief_delete(*, brief: Brief) -> None:
    """Delete a brief, its inputs and their files; playlists made from it stay.

    Its jobs are cancelled afterwards: whoever holds a brief's lock ends no job.
    """
    with transaction.atomic():
        locked = Brief.objects.select_for_update(no_key=True).filter(pk=brief.pk).first()
        if locked is None:
            return
        inputs = list(locked.inputs.all())
        jobs = [pk for pk in (locked.job_id, *(item.job_id for item in inputs)) if pk]
        names = [item.file.name for item in inputs if item.file.name]
        locked.delete()
        for name in names:
            transaction.on_commit(partial(stored_upload_delete, name))
        transaction.on_commit(partial(_cancel, jobs))


def stored_upload_delete(name: str) -> None:
    """Delete a stored upload, and the small picture a worker drew of it."""
    default_storage.delete(name)
    thumbnail_delete(name)


def _cancel(jobs: list[int]) -> None:
    for job in Job.objects.filter(pk__in=jobs, state__in=Job.OPEN):
        job_cancel(job)


def upload_delete(*, item: BriefInput) -> bool:
    """Delete the file of one input, now; what was understood from it stays.

    Raises BriefProblem while a worker may still read it.
    """
    if item.brief.status in Brief.OPEN or item.status in BriefInput.OPEN:
        raise BriefProblem("upload_in_use")
    return not item.file or _delete_file(item)


def uploads_expire() -> int:
    """Delete uploaded files older than their organisation keeps them; returns how many.

    What was understood from them stays. A file that cannot be deleted now is tried again.
    """
    now = timezone.now()
    deleted = 0
    old = (
        BriefInput.objects.exclude(file="")
        .exclude(brief__status__in=Brief.OPEN)
        .filter(created_at__lt=now - timedelta(days=1))
        .select_related("brief__store__organisation")
    )
    for item in old.iterator():
        if item.created_at < now - timedelta(days=item.brief.store.organisation.retention_days):
            deleted += _delete_file(item)
    return deleted


def _delete_file(item: BriefInput) -> bool:
    name = item.file.name or ""
    try:
        stored_upload_delete(name)
    except OSError:
        log.exception("upload %s of input %s could not be deleted", name, item.pk)
        return False
    BriefInput.objects.filter(pk=item.pk).update(file="", file_deleted_at=timezone.now())
    return True
