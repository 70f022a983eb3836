"""Playlists, their versions, and the verdicts that lead from one to the next."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from merchant_app.briefs.models import Brief, Seed
from merchant_app.stores.models import Store


class Playlist(models.Model):
    """A list of cleared tracks for one store, refined in rounds."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="playlists")
    brief = models.ForeignKey(
        Brief, null=True, blank=True, on_delete=models.SET_NULL, related_name="playlists"
    )
    name = models.CharField(_("name"), max_length=150)
    length = models.PositiveSmallIntegerField(_("number of tracks"), default=20)
    #: `matching.retrieval.query.Query.to_json()`: what the brief asks for.
    query = models.JSONField(default=dict)
    version_number = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("playlist")
        verbose_name_plural = _("playlists")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["brief"], name="one_playlist_per_brief"),
        ]

    def __str__(self) -> str:
        return self.name


class PlaylistVersion(models.Model):
    """One state of a playlist. Versions are kept; the newest is the current one."""

    class Origin(models.TextChoices):
        MATCH = "match", _("first match")
        FEEDBACK = "feedback", _("your feedback")
        WISH = "wish", _("a changed wish")
        RESTORE = "restore", _("restored")
        REFILL = "refill", _("refilled")
        COPY = "copy", _("copied")
        RIGHTS = "rights", _("tracks without a right replaced")

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=10, choices=Origin)
    restored_from = models.PositiveIntegerField(null=True, blank=True)
    #: [`matching.intent.state.Wish` as JSON]: what was understood, and what the owner set.
    wishes = models.JSONField(default=list)
    considered = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["playlist", "number"], name="version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.playlist_id}/{self.number}"


class PlaylistItem(models.Model):
    """A track at its place in a version, and why it is there."""

    version = models.ForeignKey(PlaylistVersion, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    track = models.ForeignKey("catalogue.Track", on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(default=0)
    #: [`matching.retrieval.recommend.Reason` as JSON]
    reasons = models.JSONField(default=list)
    guess = models.BooleanField(default=False)
    kept = models.BooleanField(default=False)
    #: The track whose place it took when that one lost its right.
    replaces = models.ForeignKey(
        "catalogue.Track", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    substitute_for = models.ForeignKey(
        Seed, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "track"], name="track_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.track_id}"


class Verdict(models.Model):
    """What somebody said of a track. The newest verdict on a track counts."""

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("accepted")
        REJECT = "reject", _("rejected")

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="verdicts")
    version_number = models.PositiveIntegerField()
    track = models.ForeignKey("catalogue.Track", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.track_id}"


class IdempotencyKey(models.Model):
    """The answer once given to a request that may be sent again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    version = models.ForeignKey(PlaylistVersion, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
