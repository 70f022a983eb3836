"""What tells recordings apart, pairs of tracks that may be one, and merges on record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from licensing.catalogue.models import AudioAsset, Track


class AudioFingerprint(models.Model):
    """The fingerprint of an audio file (`matching.audio.fingerprint`)."""

    asset = models.OneToOneField(
        AudioAsset, on_delete=models.CASCADE, related_name="fingerprint", primary_key=True
    )
    #: How it was made; those of another way are not compared.
    method = models.CharField(max_length=20)
    #: Four bytes a step, the lowest first.
    steps = models.BinaryField()
    #: Of the decoded samples: the same in every lossless container.
    sound_sha256 = models.CharField(max_length=64, db_index=True)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    #: When its tracks were last compared with the others; null is not yet.
    compared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fingerprint")
        verbose_name_plural = _("fingerprints")

    def __str__(self) -> str:
        return f"{self.method} {self.asset_id}"


class DuplicatePair(models.Model):
    """Two tracks that may be one, and what an editor made of them. `track_a` came first."""

    class Kind(models.TextChoices):
        SAME_AUDIO = "same_audio", _("the same audio")
        NEAR_IDENTICAL = "near_identical", _("the same recording")
        VERSION = "version", _("another version")
        SAME_ISRC = "same_isrc_other_audio", _("one ISRC, other audio")

    class State(models.TextChoices):
        OPEN = "open", _("to be decided")
        MERGED = "merged", _("merged")
        KEPT = "kept", _("kept apart")

    track_a = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="pairs_as_a")
    track_b = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="pairs_as_b")
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    #: 0..1, how alike they sound; null where they were found by their facts alone.
    score = models.FloatField(null=True, blank=True)
    #: Seconds by which the sound of `track_b` comes later in its file.
    shift_s = models.FloatField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("pair of tracks")
        verbose_name_plural = _("pairs of tracks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["track_a", "track_b"], name="pair_once"),
            models.CheckConstraint(condition=Q(track_a__lt=F("track_b")), name="pair_in_order"),
        ]
        indexes = [models.Index(fields=["state", "kind", "id"], name="pair_to_decide")]

    def __str__(self) -> str:
        return f"{self.track_a_id}/{self.track_b_id} {self.kind}"


class Merge(models.Model):
    """One merge, and what it changed, so that it can be undone."""

    kept = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="merges_into_it")
    gone = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="merges")
    #: {"grants", "works", "tags", "artists": ids given to the kept track; "facts": {name: value};
    #: "followers": tracks that had been merged into the gone one; "withdrawn": as it was}
    given = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="merged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
