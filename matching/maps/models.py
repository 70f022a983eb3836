"""Maps of the catalogue, one row a drawing; the newest is shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CatalogueMap(models.Model):
    """What a worker drew of one version of the index.

    `chart` is `matching.atlas.chart.Chart.pack()`, some 12 bytes a track.
    """

    #: Of the index version it was drawn from; one map a version.
    fingerprint = models.CharField(max_length=64, unique=True)
    index_number = models.PositiveIntegerField()
    analyser = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField()
    #: Whether everything was laid out anew, rather than new tracks placed among the old.
    anew = models.BooleanField()
    chart = models.BinaryField()
    seconds = models.FloatField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("map of the catalogue")
        verbose_name_plural = _("maps of the catalogue")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.index_number} ({self.count})"
