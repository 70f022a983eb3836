"""Grants: who allows what, where, when and on what basis."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.catalogue.models import Track


def everywhere() -> list[str]:
    """The default scope: no limit."""
    return ["*"]


def performance() -> list[str]:
    """The default right: to play in public."""
    return [Grant.Right.PUBLIC_PERFORMANCE]


class Grant(models.Model):
    """One permission for a set of tracks. Without one that fits, nothing plays."""

    class Right(models.TextChoices):
        PUBLIC_PERFORMANCE = "public_performance", _("public performance")
        REPRODUCTION = "reproduction", _("reproduction")
        COMMUNICATION = "communication", _("communication to the public")
        NEIGHBOURING = "neighbouring", _("neighbouring-rights remuneration")
        SYNC = "sync", _("synchronisation")

    class Side(models.TextChoices):
        RECORDING = "recording", _("recording")
        WORK = "work", _("work")
        BOTH = "both", _("recording and work")

    class Basis(models.TextChoices):
        DIRECT = "direct", _("direct licence")
        BLANKET = "blanket", _("blanket licence")
        STATUTORY = "statutory", _("statutory licence")
        OPEN_LICENCE = "open_licence", _("open licence")
        PUBLIC_DOMAIN = "public_domain", _("public domain")

    class Scope(models.TextChoices):
        TRACKS = "tracks", _("the tracks listed")
        RELEASE = "release", _("a release")
        LABEL = "label", _("a label")
        CATALOGUE = "catalogue", _("the whole catalogue")
        SOCIETY = "society", _("the repertoire of a society")
        PUBLISHER = "publisher", _("the shares of a publisher or writer")

    class Status(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        VERIFIED = "verified", _("verified")
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        EXPIRED = "expired", _("expired")
        REVOKED = "revoked", _("revoked")

    tracks = models.ManyToManyField(Track, through="GrantTrack", related_name="grants")
    licensor = models.CharField(_("licensor"), max_length=255)
    #: Codes of `Right`; a contract often grants several at once.
    rights = models.JSONField(_("rights"), default=performance)
    side = models.CharField(_("side"), max_length=12, choices=Side, default=Side.BOTH)
    basis = models.CharField(_("basis"), max_length=20, choices=Basis, default=Basis.DIRECT)
    scope_kind = models.CharField(_("covers"), max_length=12, choices=Scope, default=Scope.TRACKS)
    #: Barcode or title of the release, name of the label, code of the society, IPI or name of the
    #: publisher, compared without regard to case; empty for tracks and catalogue.
    scope_value = models.CharField(_("which"), max_length=255, blank=True)
    contract_number = models.CharField(_("contract number"), max_length=120, blank=True)
    #: Finds the grant again when the same message or sheet is imported twice.
    external_key = models.CharField(max_length=200, blank=True)
    licence_name = models.CharField(_("licence"), max_length=120, blank=True)
    licence_url = models.URLField(_("licence address"), blank=True)
    territories_in = models.JSONField(_("territories"), default=everywhere)
    territories_out = models.JSONField(_("except in"), default=list, blank=True)
    premises = models.JSONField(_("kinds of premises"), default=everywhere)
    max_floor_area_m2 = models.PositiveIntegerField(_("largest floor area"), null=True, blank=True)
    #: Of a merchant with at most this many shops; null is no limit.
    max_locations = models.PositiveIntegerField(_("largest number of shops"), null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    offline = models.BooleanField(_("may be stored in the shop"), default=False)
    interactive = models.BooleanField(_("tracks may be chosen one by one"), default=True)
    promotion = models.BooleanField(_("may be used to promote"), default=False)
    attribution_required = models.BooleanField(_("asks for attribution"), default=False)
    attribution_text = models.TextField(_("attribution"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    evidence_file = models.FileField(upload_to="evidence/%Y/%m/", blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFTED)
    status_reason = models.TextField(_("why it has this status"), blank=True)
    status_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Keys of everybody who wrote terms of it; none of them may verify it.
    writers = models.JSONField(default=list, blank=True)
    #: Never one of those who wrote it down.
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    demonstration = models.BooleanField(_("demonstration data"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_key"],
                condition=~models.Q(external_key=""),
                name="grant_external_key_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licensor}: {self.rights_words}"

    @property
    def rights_words(self) -> str:
        """The rights as a readable list."""
        names = dict(self.Right.choices)
        return ", ".join(str(names.get(code, code)) for code in self.rights)


class GrantTrack(models.Model):
    """One track in the scope of a grant."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="scope")
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="grant_links")

    class Meta:
        verbose_name = _("track of a grant")
        verbose_name_plural = _("tracks of a grant")
        constraints = [
            models.UniqueConstraint(fields=["grant", "track"], name="track_once_per_grant"),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}/{self.track_id}"


class Amendment(models.Model):
    """A change of a grant in force, written by one person and waiting for a second.

    Until somebody approves it the grant stands as it was, so that writing stops no shop and opens
    none.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a second person")
        APPLIED = "applied", _("approved")
        REJECTED = "rejected", _("turned down")
        WITHDRAWN = "withdrawn", _("taken back")

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="amendments")
    #: New values of the terms that differ, as JSON holds them.
    terms = models.JSONField(default=dict)
    evidence_file = models.FileField(upload_to="evidence/%Y/%m/", blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    why = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Keys of everybody who wrote a part of it; none of them may approve it.
    writers = models.JSONField(default=list)
    written_at = models.DateTimeField(auto_now=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant"],
                condition=models.Q(state="waiting"),
                name="one_amendment_waits_per_grant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.get_state_display()}"


class AmendmentTrack(models.Model):
    """One track that an amendment adds to the scope."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="additions")
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("track of an amendment")
        verbose_name_plural = _("tracks of an amendment")
        constraints = [
            models.UniqueConstraint(fields=["amendment", "track"], name="track_once_per_amendment"),
        ]

    def __str__(self) -> str:
        return f"{self.amendment_id}/{self.track_id}"
