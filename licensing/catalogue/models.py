"""Tracks, their audio and their tags."""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class YesNoUnknown(models.TextChoices):
    """Three values, because "not stated" is not "no"."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")


class Quality(models.TextChoices):
    """An editor's verdict on how a track sounds."""

    UNJUDGED = "", _("not judged")
    FINE = "fine", _("good enough")
    POOR = "poor", _("not good enough")


class AudioAsset(models.Model):
    """One audio file, known by the hash of its bytes."""

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to="catalogue/%Y/%m/")
    bytes = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=100, blank=True)
    original_name = models.CharField(max_length=255)
    profile = models.ForeignKey(
        "matching.Profile", null=True, blank=True, on_delete=models.SET_NULL, related_name="assets"
    )
    problem_code = models.CharField(max_length=60, blank=True)
    problem_text = models.TextField(blank=True)
    #: What is wrong with the sound, as `[{"code": …, "params": {…}}]`; null is not looked at yet.
    quality_findings = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("audio file")
        verbose_name_plural = _("audio files")

    def __str__(self) -> str:
        return self.original_name


class Track(models.Model):
    """A recording in the catalogue. It plays only where its grants allow."""

    title = models.CharField(_("title"), max_length=255)
    version = models.CharField(_("version"), max_length=100, blank=True)
    artist = models.CharField(_("artist"), max_length=255, blank=True)
    label = models.CharField(_("label"), max_length=255, blank=True)
    release = models.CharField(_("release"), max_length=255, blank=True)
    release_icpn = models.CharField(_("barcode of the release"), max_length=14, blank=True)
    released_on = models.DateField(_("released on"), null=True, blank=True)
    isrc = models.CharField("ISRC", max_length=12, blank=True)
    #: The supplier's own number for it, such as a sheet's or a message's; finds it again later.
    external_key = models.CharField(_("supplier's number"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    vocal = models.CharField(
        _("singing"), max_length=8, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )
    explicit = models.CharField(
        _("explicit"), max_length=8, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )
    ai_generated = models.CharField(
        _("machine-made"), max_length=8, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )
    duration_s = models.FloatField(_("length in seconds"), null=True, blank=True)
    asset = models.ForeignKey(
        AudioAsset, null=True, blank=True, on_delete=models.PROTECT, related_name="tracks"
    )
    source = models.CharField(_("source"), max_length=255, blank=True)
    source_url = models.URLField(_("source address"), blank=True)
    licence_name = models.CharField(_("licence"), max_length=120, blank=True)
    attribution = models.TextField(_("attribution"), blank=True)
    demonstration = models.BooleanField(_("demonstration data"), default=False)
    withdrawn = models.BooleanField(_("withdrawn"), default=False)
    #: An editor's own ear, which overrules what was measured.
    quality_verdict = models.CharField(
        _("quality by ear"), max_length=8, choices=Quality, default=Quality.UNJUDGED, blank=True
    )
    quality_note = models.CharField(_("note on the quality"), max_length=255, blank=True)
    #: Cleared or not, it does not sound good enough to play. Follows from findings and verdict.
    quality_hold = models.BooleanField(_("held back for its quality"), default=False)
    #: The track that took over its grants and its place, where it was a duplicate.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged_from"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["artist"]),
            models.Index(fields=["isrc"]),
            models.Index(fields=["external_key"]),
            # The orders of lists; what finds words is in the migration that made these.
            models.Index("title", "id", name="track_by_title"),
            models.Index("artist", "title", "id", name="track_by_artist"),
            models.Index(F("created_at").desc(), F("id").desc(), name="track_newest"),
            models.Index(F("updated_at").desc(), F("id").desc(), name="track_changed"),
            models.Index(F("duration_s").desc(nulls_last=True), "id", name="track_longest"),
            models.Index("id", name="track_held_back", condition=models.Q(quality_hold=True)),
            # What a shop refuses by its choice on lyrics, asked anew for every list.
            models.Index(
                "explicit",
                "id",
                name="track_explicit",
                condition=models.Q(explicit__in=["yes", "unknown"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artist} – {self.title}" if self.artist else self.title


class TrackArtist(models.Model):
    """One of the artists of a recording; `Track.artist` is how they are shown together."""

    class Role(models.TextChoices):
        MAIN = "main", _("main artist")
        FEATURED = "featured", _("featured artist")
        REMIXER = "remixer", _("remixer")
        CONDUCTOR = "conductor", _("conductor")
        ENSEMBLE = "ensemble", _("ensemble")

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="artists")
    name = models.CharField(_("name"), max_length=255)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MAIN)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("artist of a track")
        verbose_name_plural = _("artists of a track")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["track", "name", "role"], name="artist_once_per_track"),
        ]

    def __str__(self) -> str:
        return self.name


class TrackTag(models.Model):
    """A tag an editor gave to a track, beside those the analysis heard."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="tags")
    tag = models.CharField(_("tag"), max_length=60)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(fields=["track", "tag"], name="tag_once_per_track"),
        ]
        indexes = [
            models.Index(
                fields=["tag", "track"],
                name="tag_of_tracks",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.tag
