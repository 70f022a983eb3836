"""The players of a store: secret links, names, signs of life."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from merchant_app.onair.models import PlayerDevice
from merchant_app.onair.problems import OnAirProblem
from merchant_app.stores.models import Store

MOST_PLAYERS = 20


def device_create(*, store: Store, name: str) -> PlayerDevice:
    """A new player with a secret link of its own."""
    with transaction.atomic():
        Store.objects.select_for_update().get(pk=store.pk)
        name = _free_name(store, name)
        if store.devices.filter(revoked_at__isnull=True).count() >= MOST_PLAYERS:
            raise OnAirProblem("too_many_players", limit=MOST_PLAYERS)
        return PlayerDevice.objects.create(store=store, name=name)


def device_rename(*, device: PlayerDevice, name: str) -> PlayerDevice:
    device.name = _free_name(device.store, name, other_than=device)
    device.save(update_fields=["name"])
    return device


def device_revoke(*, device: PlayerDevice) -> None:
    """Withdraw a player: its link plays nothing any more. Its plays stay on record."""
    PlayerDevice.objects.filter(pk=device.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), playing_track=None
    )


def device_heartbeat(*, device: PlayerDevice, playing_track_id: int | None, audible: bool) -> None:
    """Note that the player lives, what it plays, and whether sound leaves it."""
    now = timezone.now()
    values = {"last_seen_at": now, "playing_track_id": playing_track_id}
    if audible:
        values["last_sound_at"] = now
    PlayerDevice.objects.filter(pk=device.pk).update(**values)


def _free_name(store: Store, name: str, *, other_than: PlayerDevice | None = None) -> str:
    name = " ".join(name.split())[:100]
    if not name:
        raise OnAirProblem("player_name_missing")
    same = store.devices.filter(name__iexact=name, revoked_at__isnull=True)
    if other_than is not None:
        same = same.exclude(pk=other_than.pk)
    if same.exists():
        raise OnAirProblem("player_name_taken")
    return name
