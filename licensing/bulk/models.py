"""Edits of many tracks: what was asked, what each track had before, whether it was undone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkEdit(models.Model):
    """The same change to many tracks, as one step that can be undone as one."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("working")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    OPEN = (State.WAITING, State.WORKING, State.UNDOING)

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    #: `Changes.plain()`.
    changes = models.JSONField()
    #: The tracks as they were chosen; they do not change with the list they were chosen from.
    track_ids = ArrayField(models.BigIntegerField())
    total = models.PositiveIntegerField(default=0)
    #: How many of them are done.
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.TextField(blank=True)
    #: Tracks put into the scope of the grant by this edit.
    granted = ArrayField(models.BigIntegerField(), default=list)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("edit of many tracks")
        verbose_name_plural = _("edits of many tracks")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["made_by", "-id"])]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def share(self) -> float:
        """0..1 of the way."""
        return self.position / self.total if self.total else 1.0


class BulkRow(models.Model):
    """What one edit changed in one track. Tracks it found as wanted have no row."""

    edit = models.ForeignKey(BulkEdit, on_delete=models.CASCADE, related_name="rows")
    track_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    #: Names that undoing left alone, because somebody changed them since; null before that.
    left: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("track of an edit")
        verbose_name_plural = _("tracks of an edit")
        constraints = [
            models.UniqueConstraint(fields=["edit", "track_id"], name="track_once_per_edit"),
        ]

    def __str__(self) -> str:
        return f"{self.edit_id}/{self.track_id}"


class AnsweredRequest(models.Model):
    """A program's request that may come again, and the answer it got; null while it is done."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    answer: models.JSONField[Any, Any] = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answered request")
        verbose_name_plural = _("answered requests")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="answered_once_per_key"),
        ]

    def __str__(self) -> str:
        return self.key
