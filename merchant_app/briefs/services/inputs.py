"""Adding things to a draft and taking them away."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from matching.jobs.models import Job
from matching.jobs.services import job_cancel, job_create
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.briefs.problems import BriefProblem, problem
from merchant_app.briefs.services.removal import stored_upload_delete

MAX_WORDS = 200_000
JOB_KIND = "understand_input"


def draft_for_update(brief: Brief) -> Brief:
    """The brief, locked; raises BriefProblem unless it is a draft.

    The weaker lock: workers may still refer to the brief from rows of their own.
    """
    locked = Brief.objects.select_for_update(no_key=True).filter(pk=brief.pk).first()
    if locked is None:
        raise BriefProblem("brief_gone")
    if locked.status != Brief.Status.DRAFT:
        raise BriefProblem("brief_not_draft")
    return locked


def input_add_words(*, brief: Brief, text: str) -> BriefInput | None:
    """Set the words of a draft: they replace earlier ones; empty words take them away."""
    text = text.replace("\0", "").strip()
    if len(text) > MAX_WORDS:
        raise BriefProblem("words_too_long", characters=len(text), limit=MAX_WORDS)
    with transaction.atomic():
        draft_for_update(brief)
        for earlier in brief.inputs.filter(kind=BriefInput.Kind.WORDS):
            if earlier.text == text:
                return earlier
            _remove(earlier)
        if not text:
            return None
        return _create(brief, kind=BriefInput.Kind.WORDS, text=text)


def input_add_list(*, brief: Brief, text: str) -> BriefInput:
    """Add a pasted playlist to a draft."""
    text = text.replace("\0", "")
    if not text.strip():
        raise BriefProblem("list_empty")
    limit = settings.UPLOAD_LIMITS["playlist"]
    if len(text.encode()) > limit:
        raise _too_large("list", len(text.encode()), limit)
    with transaction.atomic():
        draft_for_update(brief)
        return _create(brief, kind=BriefInput.Kind.PLAYLIST, text=text)


def input_add_file(*, brief: Brief, kind: str, upload: UploadedFile[Any]) -> BriefInput:
    """Store an uploaded audio, photo or playlist file in a draft; a worker opens it later."""
    name = (upload.name or kind)[-255:]
    size = upload.size or 0
    limit = settings.UPLOAD_LIMITS[kind]
    if size == 0:
        raise BriefProblem("file_empty", name=name)
    if size > limit:
        raise _too_large(name, size, limit)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    with transaction.atomic():
        draft_for_update(brief)
        twin = brief.inputs.filter(kind=kind, sha256=digest.hexdigest()).first()
        if twin is not None:
            return twin
        return _create(
            brief,
            kind=kind,
            file=upload,
            original_name=name,
            bytes=size,
            sha256=digest.hexdigest(),
        )


def input_remove(*, item: BriefInput) -> None:
    """Take one thing out of a draft, its file and seeds with it."""
    with transaction.atomic():
        draft_for_update(item.brief)
        _remove(item)


def _too_large(name: str, size: int, limit: int) -> BriefProblem:
    return BriefProblem(
        "file_too_large",
        name=name,
        megabytes=round(size / 1024 / 1024, 1),
        limit=limit // 1024 // 1024,
    )


def _create(brief: Brief, **fields: Any) -> BriefInput:
    limit = settings.BRIEF_MAX_INPUTS
    if brief.inputs.exclude(pk__in=_refused(brief)).count() >= limit:
        raise BriefProblem("too_many_inputs", limit=limit)
    item = BriefInput.objects.create(brief=brief, **fields)
    input_send(item)
    return item


def input_send(item: BriefInput) -> None:
    """Have a worker read an input."""
    item.job = job_create(
        kind=JOB_KIND,
        target_type="brief_input",
        target_id=item.pk,
        queue=Job.Queue.MATCH,
        organisation_id=item.brief.store.organisation_id,
    )
    item.save(update_fields=["job"])


def _remove(item: BriefInput) -> None:
    """Delete an input of a locked brief; its job is cancelled after the brief was let go."""
    job, stored = item.job, item.file.name
    item.delete()
    if stored:
        transaction.on_commit(partial(stored_upload_delete, stored))
    if job is not None:
        transaction.on_commit(partial(job_cancel, job))


def _refused(brief: Brief) -> QuerySet[BriefInput]:
    """Inputs that were never taken: nothing of them is stored but the reason."""
    return brief.inputs.filter(status=BriefInput.Status.FAILED, job=None, file="", text="")


def input_refuse(*, brief: Brief, kind: str, name: str, error: BriefProblem) -> BriefInput:
    """Record an input that was not taken, so that its sender sees why beside the others.

    Of these records a brief keeps no more than of inputs; the oldest make room.
    """
    with transaction.atomic():
        draft_for_update(brief)
        kept = _refused(brief).order_by("-pk").values_list("pk", flat=True)
        _refused(brief).exclude(pk__in=list(kept[: settings.BRIEF_MAX_INPUTS - 1])).delete()
        return BriefInput.objects.create(
            brief=brief,
            kind=kind,
            original_name=name[-255:],
            status=BriefInput.Status.FAILED,
            problems=[problem(error.code, **error.params)],
        )
