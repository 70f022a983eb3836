"""A link to a playlist that colleagues may vote through, and who voted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ShareLink(models.Model):
    """Whoever has the link may listen to one playlist and vote. Only its hash is stored."""

    playlist = models.ForeignKey(
        "playlists.Playlist", on_delete=models.CASCADE, related_name="share_links"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("shared link")
        verbose_name_plural = _("shared links")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.playlist_id}"


class Voter(models.Model):
    """A person who votes through a link, known by the name they gave."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="voters")
    name = models.CharField(_("name"), max_length=80)
    #: Hash of the secret in the person's cookie, so that nobody votes in another's name.
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
