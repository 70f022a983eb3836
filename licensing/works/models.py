"""Musical works: what was written, by whom, and which society or publisher licenses which share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.catalogue.models import Track


class Work(models.Model):
    """A composition with its words: the work side of one or more recordings."""

    title = models.CharField(_("title"), max_length=255)
    #: Without dots and dashes, such as T0345246801; empty where none is known.
    iswc = models.CharField("ISWC", max_length=11, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    tracks = models.ManyToManyField(Track, through="RecordedWork", related_name="works")

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["iswc"], condition=~models.Q(iswc=""), name="iswc_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RecordedWork(models.Model):
    """A work that is heard in a recording; a medley has several."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="work_links")
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="track_links")

    class Meta:
        verbose_name = _("work of a recording")
        verbose_name_plural = _("works of a recording")
        constraints = [
            models.UniqueConstraint(fields=["track", "work"], name="work_once_per_track"),
        ]

    def __str__(self) -> str:
        return f"{self.track_id}/{self.work_id}"


class Share(models.Model):
    """One writer's or publisher's share of the performing right in a work.

    A writer who collects nothing (all of it goes to the publisher) has a share of 0.
    """

    class Role(models.TextChoices):
        COMPOSER = "composer", _("composer")
        AUTHOR = "author", _("author of the words")
        COMPOSER_AUTHOR = "composer_author", _("composer and author")
        ARRANGER = "arranger", _("arranger")
        PUBLISHER = "publisher", _("publisher")
        SUB_PUBLISHER = "sub_publisher", _("sub-publisher")

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="shares")
    name = models.CharField(_("name"), max_length=255)
    ipi = models.CharField(_("IPI name number"), max_length=11, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.COMPOSER_AUTHOR)
    #: In percent of the whole work.
    percent = models.DecimalField(_("share in percent"), max_digits=7, decimal_places=4)
    #: The society that licenses it, in capitals, such as MCSC; empty where none is known.
    society = models.CharField(_("society"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ["work_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__gte=0, percent__lte=100), name="share_within_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.percent} %"
