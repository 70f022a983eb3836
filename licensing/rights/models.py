"""What is cleared for which use, kept ready, and the count of changes that says how fresh it is."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
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


class ClearableTrack(models.Model):
    """A track that may play once it is granted, with what its grants are found by, as numbers.

    `societies` is the `SocietySet` of its works' shares; null without works, or where the shares of
    one of them do not make 100 %. True where no `StaleMark` says otherwise.
    """

    track_id = models.BigIntegerField(primary_key=True)
    label = models.BigIntegerField(null=True)
    release = models.BigIntegerField(null=True)
    icpn = models.BigIntegerField(null=True)
    societies = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("track that can be cleared")
        verbose_name_plural = _("tracks that can be cleared")

    def __str__(self) -> str:
        return str(self.track_id)


class SocietySet(models.Model):
    """Societies that hold the shares of somebody's works together; many tracks have the same."""

    number = models.BigIntegerField()
    societies = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("set of societies")
        verbose_name_plural = _("sets of societies")

    def __str__(self) -> str:
        return str(self.number)


class StaleMark(models.Model):
    """Says that the `ClearableTrack` rows of a track, work or audio file have to be read anew.

    Written by triggers in the transaction of the change: nobody waits for anybody, and a snapshot
    that sees the change sees the mark.
    """

    class Kind(models.TextChoices):
        TRACK = "t"
        WORK = "w"
        AUDIO = "a"
        EVERYTHING = "*"

    kind = models.CharField(max_length=1, choices=Kind)
    row_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("stale mark")
        verbose_name_plural = _("stale marks")

    def __str__(self) -> str:
        return f"{self.kind}{self.row_id}"
