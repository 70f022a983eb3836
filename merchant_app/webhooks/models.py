"""Addresses of merchants' own programs, what happened, and each attempt to tell them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from merchant_app.accounts.models import Organisation
from merchant_app.webhooks.signing import secret_make


class EventKind(models.TextChoices):
    """What a program can be told of."""

    CLEARANCE_LOST = "clearance.lost", _("a track on air may no longer play")
    CLEARANCE_REGAINED = "clearance.regained", _("a track may play again")
    PLAYLIST_REFILLED = "playlist.refilled", _("a gap in a playlist was filled")
    CERTIFICATE_ISSUED = "certificate.issued", _("a certificate was issued")


class Endpoint(models.Model):
    """Where an organisation wants to be told, of what, and the secret that signs it."""

    class Stopped(models.TextChoices):
        BY_OWNER = "owner", _("switched off")
        UNREACHABLE = "unreachable", _("not reached for a day")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="webhooks"
    )
    address = models.URLField(_("address"), max_length=500)
    #: Codes of `EventKind`.
    events = models.JSONField(_("events"), default=list)
    secret = models.CharField(max_length=80, default=secret_make)
    #: Signs as well until `old_secret_until`, so that a receiver can change over in peace.
    old_secret = models.CharField(max_length=80, blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    stopped = models.CharField(max_length=12, choices=Stopped, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    #: Set by an attempt that met nobody: the others wait as well, or they would keep a worker busy.
    resting_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "address"], name="webhook_address_once"
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def active(self) -> bool:
        return not self.stopped


class Event(models.Model):
    """Something that happened, as it is told to every endpoint that asked for it."""

    #: The same in every attempt, so that a receiver can leave out what it has had.
    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="webhook_events"
    )
    kind = models.CharField(max_length=40, choices=EventKind)
    #: Whoever tells of the same thing twice uses the same key; it is sent once.
    key = models.CharField(max_length=200)
    #: The JSON that is sent and signed, byte by byte.
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "key"], name="event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Delivery(models.Model):
    """One event for one endpoint: how often it was tried, and what the last attempt brought."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("given up")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: When it is tried (again); the first attempt follows the event at once.
    due_at = models.DateTimeField()
    #: From when a day of attempts counts: the event, or the last "send again".
    begun_at = models.DateTimeField()
    #: HTTP status of the last answer; null where there was none.
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    #: A code of `merchant_app.webhooks.problems` where there was no answer or a refusal.
    problem = models.CharField(max_length=40, blank=True)
    took_ms = models.PositiveIntegerField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "endpoint"], name="delivered_once"),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.endpoint_id}: {self.state}"
