"""A brief: what an owner shows of a shop, input by input, and what was understood of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from merchant_app.stores.models import Store


class Brief(models.Model):
    """A request for a playlist: a draft while it is filled, then matched by a worker."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        QUEUED = "queued", _("waiting")
        WORKING = "working", _("matching")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (Status.QUEUED, Status.WORKING)

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="briefs")
    name = models.CharField(_("name"), max_length=150)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    length = models.PositiveSmallIntegerField(_("number of tracks"), null=True, blank=True)
    job = models.ForeignKey("jobs.Job", null=True, blank=True, on_delete=models.SET_NULL)
    problems = models.JSONField(default=list, blank=True)
    #: Concepts of the semantic pool that the owner switched off for this brief.
    muted = models.JSONField(default=list, blank=True)
    #: What its playlist starts from: `playlists.carried.OWN` and the like; empty: as usual.
    start_from = models.CharField(max_length=30, default="", blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class BriefInput(models.Model):
    """One thing the owner showed: words, a photo, an audio file or a playlist."""

    class Kind(models.TextChoices):
        WORDS = "words", _("words")
        PHOTO = "photo", _("photo")
        AUDIO = "audio", _("audio")
        PLAYLIST = "playlist", _("playlist")

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        WORKING = "working", _("being read")
        READY = "ready", _("understood")
        FAILED = "failed", _("not usable")

    OPEN = (Status.QUEUED, Status.WORKING)

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="inputs")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True)
    file = models.FileField(upload_to="briefs/%Y/%m/", blank=True)
    original_name = models.CharField(max_length=255, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    job = models.ForeignKey("jobs.Job", null=True, blank=True, on_delete=models.SET_NULL)
    understanding = models.JSONField(null=True, blank=True)
    #: [{"code", "params", "en", "zh"}]: sentences in both languages, for page and API.
    problems = models.JSONField(default=list, blank=True)
    file_deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("input")
        verbose_name_plural = _("inputs")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.original_name or self.text[:40] or self.kind


class Seed(models.Model):
    """One song the owner likes, and what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("being looked up")
        RECOGNISED = "recognised", _("recognised in the catalogue")
        ANALYSED = "analysed", _("analysed from its audio")
        NAMED = "named", _("known by name only")
        NOT_FOUND = "not_found", _("not found")
        FAILED = "failed", _("not usable")

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="seeds")
    input = models.ForeignKey(BriefInput, on_delete=models.CASCADE, related_name="seeds")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=500)
    artist = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=255, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.WAITING)
    problem = models.JSONField(default=dict, blank=True)
    #: `by_name.facts.SongFacts` of a song that is known by its name only.
    facts = models.JSONField(default=dict, blank=True)
    track = models.ForeignKey(
        "catalogue.Track", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    profile = models.ForeignKey(
        "matching.Profile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    substitute = models.ForeignKey(
        "catalogue.Track", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    similarity = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("seed")
        verbose_name_plural = _("seeds")
        ordering = ["input_id", "position", "pk"]

    def __str__(self) -> str:
        return self.name


class SongLookup(models.Model):
    """What Wikidata said of a song, kept so that it is asked once; null: it knows no such song."""

    title = models.CharField(max_length=255)
    artist = models.CharField(max_length=255)
    facts = models.JSONField(null=True)
    looked_up_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("song look-up")
        verbose_name_plural = _("song look-ups")
        constraints = [
            models.UniqueConstraint(fields=["title", "artist"], name="song_looked_up_once"),
        ]

    def __str__(self) -> str:
        return f"{self.artist} – {self.title}"
