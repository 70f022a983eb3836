"""A link to a playlist that colleagues may vote through, and who voted."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: A longer name is a text.
LONGEST_NAME = 80
#: A link that ends within this is offered more time.
SOON = timedelta(days=2)


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

    @property
    def live(self) -> bool:
        """Whether it opens now: neither ended nor run out."""
        return self.ended_at is None and self.expires_at > timezone.now()

    @property
    def renewable(self) -> bool:
        """Whether more time is worth offering: it ran out by itself, or soon will."""
        return self.ended_at is None and self.expires_at < timezone.now() + SOON


class Voter(models.Model):
    """A person who votes through a link, known by the name they gave."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="voters")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    #: Hash of the secret in the person's cookie, so that nobody votes in another's name.
    secret_hash = models.CharField(max_length=64, unique=True)
    #: Off: the shop left this person's votes out, and the next round learns nothing from them.
    counts = models.BooleanField(_("votes count"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
