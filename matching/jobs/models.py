"""Durable work: one row a job, so that work survives a killed worker and a lost broker."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """A piece of long work, its lease, its progress and how it ended."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        WORKING = "working", _("working")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Queue(models.TextChoices):
        DEFAULT = "default", _("general")
        MATCH = "match", _("matching")
        ANALYSE = "analyse", _("analysis")

    OPEN = (State.QUEUED, State.WORKING)

    kind = models.CharField(max_length=60)
    queue = models.CharField(max_length=20, choices=Queue, default=Queue.DEFAULT)
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    progress = models.FloatField(default=0)
    step = models.CharField(max_length=60, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_text = models.TextField(blank=True)
    worker = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["state", "lease_until"]),
            models.Index(fields=["target_type", "target_id"]),
            models.Index(fields=["queue", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
