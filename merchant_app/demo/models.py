"""What is remembered of the demonstration, so that it is loaded once and then left alone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Demonstration(models.Model):
    """The one row (pk 1) that says the demonstration was loaded, and who its people are.

    Afterwards they belong to whoever runs the installation: renamed, moved or deleted, nobody is
    looked for by name and nothing comes back.
    """

    ONLY = 1

    people = models.JSONField(default=dict)  # which person of the demonstration → id of the user
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Demonstration")
        verbose_name_plural = _("Demonstration")

    def __str__(self) -> str:
        return f"{self.loaded_at:%Y-%m-%d}"
