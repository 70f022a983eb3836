"""An import and its rows: what was sent, what became of every row, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.catalogue.models import Track
from matching.jobs.models import Job


class ImportBatch(models.Model):
    """One file, message or folder on its way into the catalogue."""

    class Kind(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        DDEX = "ddex", "DDEX ERN"
        FOLDER = "folder", _("folder of audio")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("waiting for its columns")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("failed")

    RUNNING = (State.CHECKING, State.IMPORTING)

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=255)
    file = models.FileField(upload_to="imports/%Y/%m/", blank=True, max_length=255)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    #: Of a workbook: the sheet that is read.
    sheet = models.CharField(max_length=120, blank=True)
    #: The names of the columns as they stand in the file.
    header = models.JSONField(default=list, blank=True)
    #: Code of a field → number of the column that holds it, from 0.
    mapping = models.JSONField(default=dict, blank=True)
    #: How to read it: {"date_order": "dmy"|"mdy"|"", "audio": name of a folder, "encoding": …}.
    options = models.JSONField(default=dict, blank=True)
    dry_run = models.BooleanField(default=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UPLOADED)
    #: Rows by verdict, as far as they are read.
    counts = models.JSONField(default=dict, blank=True)
    rows_total = models.PositiveIntegerField(null=True, blank=True)
    #: What concerns the whole of it, as `[{"code": …, "params": {…}}]`.
    problems = models.JSONField(default=list, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING


class ImportRow(models.Model):
    """One row of a sheet, recording of a message or file of a folder."""

    class Verdict(models.TextChoices):
        NEW = "new", _("new")
        UPDATE = "update", _("update")
        UNCHANGED = "unchanged", _("unchanged")
        DOUBTFUL = "doubtful", _("doubtful")
        ERROR = "error", _("not usable")
        SKIPPED = "skipped", _("left out")

    WRITES = (Verdict.NEW, Verdict.UPDATE)

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    #: Line of the sheet, the header being the first; running number elsewhere.
    number = models.PositiveIntegerField()
    #: The cells as they stand in the file, or the path of a file of audio.
    raw = models.JSONField(default=list)
    #: What was understood: `parsed.Parsed` as JSON.
    parsed = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10, choices=Verdict)
    #: `[{"code": …, "params": {…}}]`; of rows that land too, as notes.
    problems = models.JSONField(default=list)
    #: What an update changes: {field: [before, after]}.
    changes = models.JSONField(default=dict)
    #: Tracks a doubtful row may mean: `[{"track": id, "score": 0..1, "why": code}]`.
    candidates = models.JSONField(default=list)
    track = models.ForeignKey(
        Track, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows"
    )
    #: An editor said which track it is (or, without a track, that it is a new one).
    decided = models.BooleanField(default=False)
    #: What the row says of its audio file; a folder that comes later is matched by these.
    audio_sha256 = models.CharField(max_length=64, blank=True)
    audio_name = models.CharField(max_length=255, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "verdict", "number"]),
            models.Index(
                fields=["audio_sha256"], name="import_row_sha", condition=~models.Q(audio_sha256="")
            ),
            models.Index(
                fields=["audio_name"], name="import_row_file", condition=~models.Q(audio_name="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


class ColumnMapping(models.Model):
    """How somebody last read a sheet with this header; the next one starts from it."""

    #: SHA-256 over the normalised names of the columns in their order.
    signature = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict, blank=True)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")

    def __str__(self) -> str:
        return self.signature[:12]


class ReleaseNotice(models.Model):
    """The newest message of a sender about a release: an older one changes nothing any more."""

    sender = models.CharField(max_length=120)
    release = models.CharField(max_length=120)
    message_id = models.CharField(max_length=255)
    message_at = models.DateTimeField()
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("message about a release")
        verbose_name_plural = _("messages about releases")
        constraints = [
            models.UniqueConstraint(fields=["sender", "release"], name="release_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}/{self.release}"
