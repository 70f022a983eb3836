"""How long a recording should be, by its sender; the other facts of the gate are the track's."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.catalogue.models import Track


class StatedLength(models.Model):
    """The length a sheet or a message gave; `Track.duration_s` is what was heard."""

    track = models.OneToOneField(Track, on_delete=models.CASCADE, related_name="stated_length")
    seconds = models.FloatField(_("stated length in seconds"))
    #: Where it was stated, such as "sheet" or "message".
    source = models.CharField(_("source"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("stated length")
        verbose_name_plural = _("stated lengths")

    def __str__(self) -> str:
        return f"{self.track_id}: {self.seconds} s"
