"""One row a person and a thing they must know; they read it, and it is read for nobody else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from merchant_app.accounts.models import Organisation


class Notice(models.Model):
    """Something one person is told. Its sentences are made when it is read, in their language."""

    class Kind(models.TextChoices):
        TRACKS_LEFT = "tracks_left", _("tracks left a playlist")
        NOTHING_LEFT = "nothing_left", _("nothing may be played any more")
        TRACKS_BACK = "tracks_back", _("tracks may be played again")
        CATALOGUE = "catalogue", _("tracks lost their right in shops")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    #: Whose shop it is about; empty for editors, who hear of the catalogue.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    #: What the sentences are made of: names, numbers, ids and reasons as codes.
    facts = models.JSONField(default=dict)
    #: The same event told twice to the same person is one notice.
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    #: When it went out by mail, or was found to need none.
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_once"),
        ]
        indexes = [
            models.Index(
                fields=["recipient"], name="notice_unread", condition=models.Q(read_at=None)
            ),
            models.Index(
                fields=["recipient"], name="notice_unmailed", condition=models.Q(mailed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
