"""What a look at all grants found; computed by a worker, so that pages only read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.works.models import Work


class Look(models.Model):
    """When contradictions were last looked for, and how many of each kind there were."""

    ONLY = 1

    counts = models.JSONField(default=dict)
    #: The last recorded change that was there to be seen.
    seen_change = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("look at all grants")
        verbose_name_plural = _("looks at all grants")

    def __str__(self) -> str:
        return f"{self.looked_at:%Y-%m-%d %H:%M}"


class Conflict(models.Model):
    """Two grants that contradict each other, or one grant or work that cannot be right."""

    class Kind(models.TextChoices):
        REVOKED = "revoked", _("revoked, and allowed all the same")
        TERMS = "terms", _("terms that contradict")
        LICENSORS = "licensors", _("two licensors of one recording")
        SHARES = "shares", _("shares that do not add up to 100 %")
        EVIDENCE = "evidence", _("grants without evidence")

    kind = models.CharField(max_length=12, choices=Kind)
    grant = models.ForeignKey(Grant, null=True, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Grant, null=True, on_delete=models.CASCADE, related_name="+")
    work = models.ForeignKey(Work, null=True, on_delete=models.CASCADE, related_name="+")
    tracks = models.PositiveIntegerField(default=0)
    #: What contradicts: {"excluded": [codes], "fields": [names]}; the sum of shares as a text.
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("contradiction")
        verbose_name_plural = _("contradictions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.grant_id or self.work_id}"


class Ending(models.Model):
    """A grant that ends soon, and what it takes with it."""

    grant = models.OneToOneField(Grant, on_delete=models.CASCADE, related_name="ending")
    #: Tracks that no other grant covers on the day after.
    tracks = models.PositiveIntegerField(default=0)
    playlists = models.PositiveIntegerField(default=0)
    stores = models.PositiveIntegerField(default=0)
    #: Where the stand-ins were looked for.
    territory = models.CharField(max_length=2, blank=True)
    premises = models.CharField(max_length=20, blank=True)
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ending grant")
        verbose_name_plural = _("ending grants")

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.tracks}"


class StandIn(models.Model):
    """The most alike track that stays cleared after an ending, for one that does not."""

    ending = models.ForeignKey(Ending, on_delete=models.CASCADE, related_name="stand_ins")
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="+")
    substitute = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="+")
    likeness = models.FloatField()  # 0..1

    class Meta:
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        ordering = ["-likeness", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ending", "track"], name="one_stand_in_per_track"),
        ]

    def __str__(self) -> str:
        return f"{self.track_id} → {self.substitute_id}"
