"""Plays as rows for a page or a file: filtered by store and day, with totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from merchant_app.accounts.models import Organisation
from merchant_app.onair.models import Play
from merchant_app.stores.models import Store


@dataclass(frozen=True)
class Totals:
    """Sums over the rows shown: plays, different tracks, time, and what was not cleared."""

    plays: int
    tracks: int
    seconds: float
    uncleared: int


def plays_of(owner: Store | Organisation, *, day: date | None = None) -> QuerySet[Play]:
    """Plays of one shop, or of all shops an organisation has or had, newest first.

    A day is a day on the calendar of the shop where the track was heard.
    """
    plays = owner.plays.select_related("track", "store", "device")
    if day is None:
        return plays
    about = datetime.combine(day, time(), UTC)
    near = plays.filter(
        started_at__gte=about - timedelta(days=1), started_at__lt=about + timedelta(days=2)
    )
    that_day = Q(pk__in=[])
    for name in near.order_by().values_list("timezone", flat=True).distinct():
        zone = ZoneInfo(name)
        start = datetime.combine(day, time(), zone)
        end = datetime.combine(day + timedelta(days=1), time(), zone)
        that_day |= Q(timezone=name, started_at__gte=start, started_at__lt=end)
    return plays.filter(that_day)


def totals_of(plays: QuerySet[Play]) -> Totals:
    sums = plays.order_by().aggregate(
        plays=Count("pk"),
        tracks=Count("track_id", distinct=True),
        ms=Sum("ms_played"),
        uncleared=Count("pk", filter=Q(cleared=False)),
    )
    return Totals(sums["plays"], sums["tracks"], (sums["ms"] or 0) / 1000, sums["uncleared"])


CSV_COLUMNS = (
    "started_at_local", "started_at_utc", "time_zone", "store", "player", "title", "version",
    "artist", "isrc", "label", "seconds_played", "transition", "cleared", "licence", "basis",
    "licensor", "grant_ids", "key",
)  # fmt: skip


def csv_rows(plays: QuerySet[Play]) -> Iterator[tuple[object, ...]]:
    """Rows under `CSV_COLUMNS` for rights holders and spreadsheets."""
    for play in plays.iterator(chunk_size=1000):
        local = play.started_at.astimezone(ZoneInfo(play.timezone))
        licence = play.licence
        yield (
            local.strftime("%Y-%m-%d %H:%M:%S"),
            play.started_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            play.timezone,
            play.shop,
            play.device.name if play.device else "",
            play.track.title,
            play.track.version,
            play.track.artist,
            play.track.isrc,
            play.track.label,
            round(play.ms_played / 1000, 1),
            play.transition,
            "yes" if play.cleared else "no",
            licence.get("licence_name", ""),
            licence.get("basis", ""),
            licence.get("licensor", ""),
            " ".join(str(pk) for pk in licence.get("grant_ids", [])),
            str(play.key),
        )
