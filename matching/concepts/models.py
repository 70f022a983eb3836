"""What editors changed in the semantic pool: one row a change, none is ever altered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ConceptChange(models.Model):
    """A concept as an editor left it; the newest row of a concept counts.

    `data` is an entry as in the data files; null takes the concept out, and `shipped` gives it back
    as it came with the product.
    """

    concept = models.CharField(max_length=60, db_index=True)
    family = models.CharField(max_length=20)
    data = models.JSONField(null=True)
    shipped = models.BooleanField(default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change of a concept")
        verbose_name_plural = _("changes of concepts")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.concept
