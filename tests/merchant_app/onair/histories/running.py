"""One history: a fresh world, its events one after another, and a look after each."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

import time_machine

from merchant_app.onair.models import PlayerDevice
from merchant_app.stores.models import Store
from tests.merchant_app.onair.histories.rights_events import BEGIN
from tests.merchant_app.onair.histories.world import World


def run(world: World, events: int) -> None:
    """One history from its first grants to its last event."""
    usual: list[Callable[[], None]] = [
        world.grant_changed, world.grant_changed, world.grant_changed, world.grant_added,
        world.grant_deleted, world.grant_reaches, world.track_changed, world.track_merged,
        world.shop_moved, world.shop_changed, world.shops_counted, world.shops_counted,
        world.blocked, world.time_passes, world.time_passes, world.time_passes, world.published,
        world.published,
        world.taken_off, world.swept, world.swept, world.swept, world.synced, world.played,
        world.played, world.played_offline, world.reported_late, world.reported_late,
    ]  # fmt: skip
    world.grant_usual()
    world.grant_usual()
    world.grant_added()
    first = [world.published, world.synced]
    for number in range(events):
        event = first[number] if number < len(first) else world.rnd.choice(usual)
        world.told.append(f"{world.now:%d %H:%M:%S} {event.__name__}")
        event()
        world.looked_at()
    world.told.append("the last sweep")
    world.swept()


def a_world(base: World, seed: int, clock: time_machine.Coordinates) -> World:
    """The base with a fresh copy of all that a history changes."""
    clock.move_to(BEGIN)
    store = Store.objects.select_related("organisation").get(pk=base.store.pk)
    device = PlayerDevice.objects.get(pk=base.device.pk)
    device.store = store  # as each request reads it anew
    return World(
        store=store,
        second=base.second,
        playlist=base.playlist,
        device=device,
        plain=copy.deepcopy(base.plain),
        rnd=random.Random(seed),
        clock=clock,
    )
