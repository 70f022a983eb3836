"""Stored analyses of audio, and the versions of the search index built from them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Profile(models.Model):
    """What the analyser heard in one audio file, keyed by the hash of its bytes.

    `vectors` is `TrackProfile.pack()`; the columns beside it are what pages and queries read
    without unpacking.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    analyser = models.CharField(max_length=80)
    duration_s = models.FloatField()
    facets = models.JSONField(default=dict)
    vectors = models.BinaryField()
    peaks = models.BinaryField()
    preview_start_s = models.FloatField(default=0)
    loudness_lufs = models.FloatField(null=True)
    true_peak_dbtp = models.FloatField(null=True)
    warnings = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return self.sha256[:12]


class IndexVersion(models.Model):
    """One snapshot of all catalogue profiles; the newest active one is searched."""

    number = models.PositiveIntegerField(unique=True)
    folder = models.CharField(max_length=200)
    count = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("index version")
        verbose_name_plural = _("index versions")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} ({self.count})"
