"""What is cleared for which use, kept ready, and the count of changes that says how fresh it is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RightsChange(models.Model):
    """A change of anything a decision reads, written by triggers in the change's own transaction.

    The sum of `amount` over the rows a snapshot sees is its token: it grows with every change that
    is committed and never before. Rows may be merged as long as the sum stays.
    """

    amount = models.BigIntegerField(default=1)

    class Meta:
        verbose_name = _("change of rights")
        verbose_name_plural = _("changes of rights")

    def __str__(self) -> str:
        return str(self.amount)


class Clearance(models.Model):
    """The cleared tracks of all uses that differ in nothing that any grant's terms tell apart.

    Two areas between the same limits, or two days between the same dates, have the same answer. A
    row is true while its token is the current one.
    """

    #: Hash of the set query and of all it is asked beside day, area and number of shops.
    place = models.CharField(max_length=64)
    area_over = models.FloatField()
    area_to = models.FloatField()
    locations_over = models.FloatField()
    locations_to = models.FloatField()
    first_day = models.DateField()
    last_day = models.DateField()
    token = models.BigIntegerField()
    #: The id of the first bit of `ids`; null where these are whole numbers (little-endian int64).
    first_id = models.BigIntegerField(null=True)
    ids = models.BinaryField()
    computed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        indexes = [models.Index(fields=["place", "token"], name="clearance_by_place")]

    def __str__(self) -> str:
        return f"{self.place[:12]} {self.first_day}–{self.last_day}"
