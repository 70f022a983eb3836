"""Taking everything of an organisation out: one ZIP, written by a worker, for the owner.

A job, because a year of plays and uploaded songs is more than a web request should carry. The
archive holds a JSON file a table (`export_rows.TABLES`), the uploads that are still kept, and a
note that says what is what. It lies in the media storage under its job's number and is deleted
after a week, or when the next one is made.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from matching.jobs.models import Job
from matching.jobs.registry import Report
from matching.jobs.services import job_create
from merchant_app.accounts.export_rows import TABLES, Row
from merchant_app.accounts.models import Organisation, User
from merchant_app.briefs.models import BriefInput

KIND = "organisation_export"
KEPT = timedelta(days=7)
NOTE = """Everything Foyer keeps for {name}, as of {moment:%Y-%m-%d %H:%M} UTC.

One JSON file a table: a list of rows, times in UTC, ids refer to each other across the files.
uploads/ holds the songs, photos and playlist files that were still kept, by input id.
Passwords, API tokens, player links and invitation links are left out.
"""


@dataclass(frozen=True)
class Export:
    """The newest export of an organisation as the settings page shows it."""

    job: Job
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.job.is_open

    @property
    def ready(self) -> bool:
        return self.until is not None

    @property
    def failed(self) -> bool:
        return self.job.state == Job.State.FAILED


def export_start(*, organisation: Organisation, user: User) -> Job:
    """Ask a worker for an export; one that is already under way is returned instead."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        latest = latest_export(organisation)
        if latest is not None and latest.is_open:
            return latest.job
        return job_create(
            kind=KIND,
            target_type="organisation",
            target_id=organisation.pk,
            organisation_id=organisation.pk,
            payload={"asked_by": user.pk},
        )


def latest_export(organisation: Organisation) -> Export | None:
    """The newest export, whatever became of it; None when there is none or it is gone."""
    jobs = Job.objects.filter(kind=KIND, target_id=organisation.pk)
    job = jobs.order_by("-pk").first()
    if job is None or job.state == Job.State.CANCELLED:
        return None
    if job.state != Job.State.DONE or job.finished_at is None:
        return Export(job)
    until = job.finished_at + KEPT
    if until <= timezone.now() or not default_storage.exists(archive_name(job.pk)):
        return None
    return Export(job, until)


def archive_name(job_id: int) -> str:
    return f"exports/{job_id}.zip"


def export_write(job: Job, report: Report) -> None:
    """Write the archive. A second attempt starts afresh and leaves one file."""
    organisation = Organisation.objects.filter(pk=job.target_id).first()
    if organisation is None:
        return
    with tempfile.TemporaryFile() as scratch:
        with zipfile.ZipFile(scratch, "w", zipfile.ZIP_DEFLATED) as archive:
            note = NOTE.format(name=organisation.name, moment=timezone.now())
            archive.writestr("README.txt", note)
            for place, (name, read) in enumerate(TABLES.items()):
                report(0.7 * place / len(TABLES), "tables")
                with archive.open(f"{name}.json", "w", force_zip64=True) as file:
                    for piece in _json_list(read(organisation)):
                        file.write(piece.encode())
            report(0.7, "uploads")
            _write_uploads(archive, organisation, report)
        scratch.seek(0)
        exports_delete(Job.objects.filter(kind=KIND, target_id=organisation.pk))
        default_storage.save(archive_name(job.pk), File(scratch))


def _json_list(rows: Iterable[Row]) -> Iterable[str]:
    """A JSON list piece by piece: years of plays never stand in memory at once."""
    opening = "[\n"
    for row in rows:
        yield opening + json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def _write_uploads(archive: zipfile.ZipFile, organisation: Organisation, report: Report) -> None:
    kept = BriefInput.objects.filter(brief__store__organisation=organisation).exclude(file="")
    total = kept.count()
    for number, item in enumerate(kept.order_by("pk").iterator()):
        report(0.7 + 0.3 * number / total, "uploads")
        suffix = str(item.file.name).rpartition(".")[2]
        try:
            source = item.file.open("rb")
        except FileNotFoundError:
            continue  # its time ran out while the export was written
        with source, archive.open(f"uploads/{item.pk}.{suffix}", "w", force_zip64=True) as target:
            for chunk in source.chunks():
                target.write(chunk)


def exports_delete(jobs: Iterable[Job]) -> None:
    """Delete the archives of these jobs; those already gone do not matter."""
    for job in jobs:
        default_storage.delete(archive_name(job.pk))


def exports_expire() -> None:
    """Delete archives that were kept long enough (a duty of beat)."""
    end = timezone.now() - KEPT
    exports_delete(Job.objects.filter(kind=KIND, finished_at__lt=end, finished_at__gte=end - KEPT))
