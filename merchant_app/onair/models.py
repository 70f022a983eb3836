"""What is on air in a store, the players that play it, and the record of every play.

The record outlives what it tells of: a publication knows its tracks after its playlist was deleted,
so that plays reported late still count, and a play knows its shop after the shop was deleted.
"""

from __future__ import annotations

import uuid
from secrets import token_urlsafe

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from merchant_app.accounts.models import Organisation
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.stores.models import Store


class Publication(models.Model):
    """A playlist version on air in a store, from then until it is stopped."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="publications")
    version = models.ForeignKey(
        PlaylistVersion, null=True, on_delete=models.SET_NULL, related_name="publications"
    )
    #: As they were when it went on air: the version may be deleted with its playlist.
    track_ids = ArrayField(models.BigIntegerField(), default=list)
    #: Track id → the licence that cleared it when it went on air, as plays keep it.
    licences = models.JSONField(default=dict)
    playlist_name = models.CharField(max_length=150, blank=True)
    version_number = models.PositiveIntegerField(default=0)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(auto_now_add=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    #: When all it lists was last seen to be cleared.
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store"],
                condition=models.Q(stopped_at__isnull=True),
                name="one_publication_on_air",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.playlist_name} ({self.version_number})"


class LostRight(models.Model):
    """A track that was on air in a store and lost its right there, and what became of its place."""

    class Leaving(models.TextChoices):
        FADE = "fade", _("faded out")
        FINISH = "finish", _("played to its end")

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="lost_rights")
    track = models.ForeignKey("catalogue.Track", on_delete=models.CASCADE, related_name="+")
    playlist = models.ForeignKey(
        Playlist, null=True, on_delete=models.SET_NULL, related_name="lost_rights"
    )
    #: [{code, params}] of `licensing.rights.reasons`: why it may not play there any more.
    reasons = models.JSONField(default=list)
    leaving = models.CharField(max_length=6, choices=Leaving, default=Leaving.FADE)
    #: Plays that began from here on are not covered; never later than it was noticed.
    lost_at = models.DateTimeField()
    noticed_at = models.DateTimeField()
    replaced_by = models.ForeignKey(
        "catalogue.Track", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: The version that listed it, and the one on air since.
    version_before = models.PositiveIntegerField(default=0)
    version_after = models.PositiveIntegerField(default=0)
    back_at = models.DateTimeField(null=True, blank=True)
    #: The editors' notice is written for all shops at once, after each shop was looked after.
    editors_told = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("lost right")
        verbose_name_plural = _("lost rights")
        ordering = ["-noticed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "track"],
                condition=models.Q(back_at__isnull=True),
                name="lost_once_until_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.track_id} {self.noticed_at:%Y-%m-%d %H:%M}"


def player_token() -> str:
    return token_urlsafe(24)


class PlayerDevice(models.Model):
    """A browser in the shop. Its secret address plays without anybody signing in."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(_("name"), max_length=100)
    token = models.CharField(max_length=64, unique=True, default=player_token)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    last_sound_at = models.DateTimeField(null=True, blank=True)
    playing_track = models.ForeignKey(
        "catalogue.Track", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("player")
        verbose_name_plural = _("players")

    def __str__(self) -> str:
        return self.name


class Play(models.Model):
    """Proof of play: one track heard in one store."""

    class Transition(models.TextChoices):
        NATURAL = "natural", _("to its end")
        SKIP = "skip", _("skipped")
        STOP = "stop", _("stopped")
        ERROR = "error", _("interrupted")

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="plays"
    )
    store = models.ForeignKey(Store, null=True, on_delete=models.SET_NULL, related_name="plays")
    store_name = models.CharField(max_length=150, blank=True)
    publication = models.ForeignKey(
        Publication, null=True, on_delete=models.SET_NULL, related_name="plays"
    )
    device = models.ForeignKey(PlayerDevice, null=True, on_delete=models.SET_NULL)
    track = models.ForeignKey("catalogue.Track", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    ms_played = models.PositiveIntegerField()
    transition = models.CharField(max_length=10, choices=Transition)
    source = models.CharField(max_length=10, default="stream")
    timezone = models.CharField(max_length=64)
    #: The grants that cleared it at that moment, in words and ids.
    licence = models.JSONField(default=dict)
    cleared = models.BooleanField(default=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("play")
        verbose_name_plural = _("plays")
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(fields=["store", "started_at"]),
            models.Index(fields=["organisation", "started_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.track_id} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def shop(self) -> str:
        """The shop's name: today's, or its last one where the shop was deleted."""
        return self.store.name if self.store else self.store_name

    @property
    def seconds(self) -> float:
        """How long it was heard."""
        return self.ms_played / 1000

    @property
    def licence_words(self) -> str:
        """The name of the licence that covered it, or at least its basis."""
        return self.licence.get("licence_name") or self.licence.get("basis") or ""
