"""Reads of what is on air.

`store_status(store)` and, for many at once with a fixed number of queries, `store_statuses(stores)`
answer the first question of every owner: is this shop playing the right thing, now?

`StoreStatus.code` is one of
  "on_air"             a player gave sound within the last 90 seconds
  "nothing_published"  no playlist is on air
  "closed"             the shop is closed by its opening hours (and no sound comes)
  "never_started"      a playlist is on air, but no player of the shop ever gave sound
  "silent"             it should play and does not; `minutes` says for how long
with `publication` (playlist version on air), `track` (what plays now) and `device` beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from licensing.catalogue.models import Track
from merchant_app.onair.hours import open_since
from merchant_app.onair.models import LostRight, PlayerDevice, Publication
from merchant_app.stores.models import Store

SOUND_IS_FRESH = timedelta(seconds=90)


@dataclass(frozen=True)
class StoreStatus:
    """Whether a store plays, and since when it does not. See the top of this file."""

    code: str
    publication: Publication | None = None
    device: PlayerDevice | None = None
    track: Track | None = None
    minutes: int = 0
    last_sound_at: datetime | None = None


def store_status(store: Store) -> StoreStatus:
    """The status of one store."""
    return store_statuses([store])[store.pk]


def store_statuses(stores: Iterable[Store]) -> dict[int, StoreStatus]:
    """Statuses by store id; two queries however many stores."""
    wanted = list(stores)
    publications = {
        publication.store_id: publication
        for publication in Publication.objects.filter(
            store__in=wanted, stopped_at__isnull=True, version__isnull=False
        ).select_related("version__playlist")
    }
    devices: dict[int, list[PlayerDevice]] = defaultdict(list)
    for device in devices_of_stores(wanted):
        devices[device.store_id].append(device)
    now = timezone.now()
    return {
        store.pk: _status(store, publications.get(store.pk), devices[store.pk], now)
        for store in wanted
    }


def devices_of_stores(stores: Iterable[Store]) -> QuerySet[PlayerDevice]:
    """Players that were not withdrawn, with the analysis of what they play."""
    return (
        PlayerDevice.objects.filter(store__in=list(stores), revoked_at__isnull=True)
        .select_related("playing_track__asset__profile")
        .order_by("name", "pk")
    )


def current_publication(store: Store) -> Publication | None:
    """What is on air in the store, with its version and playlist."""
    return (
        Publication.objects.filter(store=store, stopped_at__isnull=True, version__isnull=False)
        .select_related("version__playlist")
        .first()
    )


def lost_lately(store: Store) -> QuerySet[LostRight]:
    """What lost its right on air in the last 30 days, the latest first."""
    return LostRight.objects.filter(
        store=store, noticed_at__gte=timezone.now() - timedelta(days=30)
    ).select_related("track", "replaced_by")


def gives_sound(device: PlayerDevice, now: datetime | None = None) -> bool:
    """Whether sound left this player just now."""
    if device.last_sound_at is None:
        return False
    return (now or timezone.now()) - device.last_sound_at <= SOUND_IS_FRESH


def _status(
    store: Store, publication: Publication | None, devices: list[PlayerDevice], now: datetime
) -> StoreStatus:
    heard = [device for device in devices if device.last_sound_at is not None]
    latest = max(heard, key=lambda device: device.last_sound_at or now, default=None)
    last_sound = latest.last_sound_at if latest else None
    if publication is None:
        return StoreStatus("nothing_published", last_sound_at=last_sound)
    if latest is not None and gives_sound(latest, now):
        return StoreStatus(
            "on_air", publication, latest, latest.playing_track, last_sound_at=last_sound
        )
    opened = open_since(store.opening_hours or {}, store.timezone, now)
    if opened is None:
        return StoreStatus("closed", publication, latest, last_sound_at=last_sound)
    if last_sound is None:
        return StoreStatus("never_started", publication)
    # Night is no silence: with opening hours, it counts from opening at the earliest.
    since = max(last_sound, publication.published_at)
    if any((store.opening_hours or {}).values()):
        since = max(since, opened)
    minutes = max(1, int((now - since).total_seconds() // 60))
    return StoreStatus("silent", publication, latest, None, minutes, last_sound)
