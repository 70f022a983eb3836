"""Duplicating a brief: a new draft with the same inputs, files of its own and nothing to redo."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput, Seed
from merchant_app.briefs.problems import problem
from merchant_app.briefs.services.inputs import input_send
from merchant_app.media.thumbnails import thumbnail_copy


def brief_duplicate(*, brief: Brief, user: User | None) -> Brief:
    """A new draft with the same inputs; what was understood is taken over, files are copied.

    What is still being read is read anew for the copy. An input whose file was deleted keeps what
    was understood from it.
    """
    with transaction.atomic():
        copy = Brief.objects.create(
            store=brief.store,
            name=_("%(name)s (copy)") % {"name": brief.name[:140]},
            length=brief.length,
            muted=brief.muted,
            start_from=brief.start_from,
            created_by=user,
        )
        for item in brief.inputs.prefetch_related("seeds"):
            _copy_input(item, copy)
    return copy


def _copy_input(item: BriefInput, copy: Brief) -> None:
    seeds = list(item.seeds.all())
    twin = BriefInput(
        brief=copy,
        kind=item.kind,
        text=item.text,
        original_name=item.original_name,
        bytes=item.bytes,
        sha256=item.sha256,
        status=item.status,
        understanding=item.understanding,
        problems=item.problems,
        file_deleted_at=item.file_deleted_at,
    )
    if item.status in BriefInput.OPEN:
        twin.status = BriefInput.Status.QUEUED
    if item.file and not _copy_file(item, twin) and item.status in BriefInput.OPEN:
        twin.status = BriefInput.Status.FAILED
        twin.problems = [problem("seed_file_gone")]
    twin.save()
    if twin.status in BriefInput.OPEN:
        input_send(twin)
    for seed in seeds:
        seed.pk, seed.brief, seed.input = None, copy, twin
        seed.substitute = None
        seed.similarity = None
    Seed.objects.bulk_create(seeds)


def _copy_file(item: BriefInput, twin: BriefInput) -> bool:
    """False when the stored file is no longer there."""
    try:
        with item.file.open("rb") as source:
            twin.file.save(PurePosixPath(item.file.name or "").name, File(source), save=False)
        thumbnail_copy(item.file.name or "", twin.file.name or "")
    except FileNotFoundError:
        return False
    return True
