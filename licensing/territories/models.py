"""Tariffs of societies, as somebody read them in a source that is named."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.licences.models import everywhere
from licensing.rights.premises import Activity


class Tariff(models.Model):
    """What a society asks of a place of some kind. Nothing here decides what may play."""

    class Unit(models.TextChoices):
        M2_YEAR = "m2_year", _("per m² and year")
        M2_MONTH = "m2_month", _("per m² and month")
        M2_DAY = "m2_day", _("per m² and day")
        BED_MONTH = "bed_month", _("per bed and month")
        PREMISES_YEAR = "premises_year", _("per place and year")
        PREMISES_MONTH = "premises_month", _("per place and month")

    #: Finds a row that came with the product again; empty for those written here.
    key = models.CharField(max_length=60, blank=True)
    territory = models.CharField(_("country"), max_length=2, db_index=True)
    society = models.CharField(_("society"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_zh = models.CharField(_("title in Chinese"), max_length=200, blank=True)
    unit = models.CharField(_("counted"), max_length=20, choices=Unit)
    currency = models.CharField(_("currency"), max_length=3)
    #: [[up to and without this size, amount of each unit], …], ascending; null is "and above".
    #: Sizes beyond the last band are not known. Amounts are decimal strings.
    bands = models.JSONField(_("amounts"), default=list)
    #: Kinds of premises it is for; ["*"] is any.
    premises = models.JSONField(_("kinds of premises"), default=everywhere)
    #: Only for a place where this goes on.
    activity = models.CharField(_("only with"), max_length=20, choices=Activity, blank=True)
    source = models.CharField(_("source"), max_length=500)
    source_url = models.URLField(_("source address"), blank=True, max_length=500)
    #: The date the source gives for itself; null where it gives none.
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    read_on = models.DateField(_("read on"))
    note_en = models.TextField(_("note in English"), blank=True)
    note_zh = models.TextField(_("note in Chinese"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ["territory", "society", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~models.Q(key=""), name="tariff_key_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory} {self.society}: {self.title_en}"

    def title(self, language: str) -> str:
        """In Chinese for any zh code where it is known, else English."""
        return (_zh(language) and self.title_zh) or self.title_en

    def note(self, language: str) -> str:
        return (_zh(language) and self.note_zh) or self.note_en


def _zh(language: str) -> bool:
    return language.lower().startswith("zh")
