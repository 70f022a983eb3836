"""What editors keep of their own: filters with a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A person's filters of the list of tracks, by name; shared ones are everybody's to open."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_views"
    )
    name = models.CharField(_("name"), max_length=60)
    #: The query of the list's address, such as "missing=isrc&sort=title", without the page.
    query = models.CharField(max_length=1000, blank=True)
    shared = models.BooleanField(_("for everybody at the desk"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="view_name_once_per_person"),
        ]

    def __str__(self) -> str:
        return self.name
