"""Stores, and what a store never wants to hear."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.rights.premises import Premises
from merchant_app.accounts.models import Organisation


class Store(models.Model):
    """A place that plays music to its customers."""

    class Explicit(models.TextChoices):
        BLOCK = "block", _("never, and not when it is unknown")
        ALLOW_UNKNOWN = "allow_unknown", _("never, but allow when it is unknown")
        ALLOW = "allow", _("allow")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="stores")
    name = models.CharField(_("name"), max_length=150)
    #: Stores of one organisation and brand are siblings; without one, all that have none are.
    brand = models.CharField(_("brand"), max_length=100, blank=True)
    premises_type = models.CharField(
        _("kind of premises"), max_length=20, choices=Premises, default=Premises.CAFE
    )
    territory = models.CharField(_("country"), max_length=2)
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    opening_hours = models.JSONField(_("opening hours"), default=dict, blank=True)
    floor_area_m2 = models.PositiveIntegerField(_("floor area in m²"), null=True, blank=True)
    #: Codes of licensing.rights.premises.Activity: what goes on beside background music.
    activities = models.JSONField(_("what goes on there"), default=list, blank=True)
    explicit_choice = models.CharField(
        _("explicit lyrics"), max_length=15, choices=Explicit, default=Explicit.BLOCK
    )
    #: The least chance of acceptance at which a track is offered, 0..1; null takes the default.
    boundary = models.FloatField(_("how sure a track must be"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class BlockedTrack(models.Model):
    """A track this store never plays."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="blocked_tracks")
    track = models.ForeignKey("catalogue.Track", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("blocked track")
        verbose_name_plural = _("blocked tracks")
        constraints = [
            models.UniqueConstraint(fields=["store", "track"], name="track_blocked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.track_id}"


class BlockedArtist(models.Model):
    """An artist this store never plays, compared without regard to case."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="blocked_artists")
    artist = models.CharField(_("artist"), max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("blocked artist")
        verbose_name_plural = _("blocked artists")
        constraints = [
            models.UniqueConstraint(fields=["store", "artist"], name="artist_blocked_once"),
        ]

    def __str__(self) -> str:
        return self.artist
