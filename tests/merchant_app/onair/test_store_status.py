"""Whether a store plays, as the home page tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from merchant_app.accounts.models import User
from merchant_app.onair.models import PlayerDevice
from merchant_app.onair.selectors import store_status, store_statuses
from merchant_app.onair.services import device_heartbeat, device_revoke, publish
from merchant_app.playlists.models import PlaylistVersion
from merchant_app.stores.models import Store

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


@pytest.fixture
def published(store: Store, version: PlaylistVersion) -> Store:
    with time_machine.travel(MONDAY - timedelta(hours=20), tick=False):
        publish(store=store, version=version, user=None)
    return store


def at(minutes: float) -> time_machine.travel:
    return time_machine.travel(MONDAY + timedelta(minutes=minutes), tick=False)


def test_nothing_published(store: Store) -> None:
    assert store_status(store).code == "nothing_published"


def test_never_started(published: Store, device: PlayerDevice) -> None:
    with at(0):
        assert store_status(published).code == "never_started"


def test_on_air_then_silent(published: Store, device: PlayerDevice) -> None:
    with at(0):
        device_heartbeat(device=device, playing_track_id=None, audible=True)
    with at(1):
        status = store_status(published)
        assert (status.code, status.device) == ("on_air", device)
    with at(12.5):
        status = store_status(published)
        assert (status.code, status.minutes) == ("silent", 12)


def test_one_sounding_player_of_several_is_enough(published: Store, device: PlayerDevice) -> None:
    with at(0):
        device_heartbeat(device=device, playing_track_id=None, audible=True)
    other = PlayerDevice.objects.create(store=published, name="Terrace")
    with at(30):
        device_heartbeat(device=other, playing_track_id=None, audible=True)
        assert store_status(published).device == other
    device_revoke(device=other)
    with at(31):
        assert store_status(published).code == "silent"


def test_closed_by_opening_hours_and_silence_counted_from_opening(
    published: Store, device: PlayerDevice
) -> None:
    published.opening_hours = {"mon": [["10:00", "18:00"]]}
    published.save()
    with at(-600):
        device_heartbeat(device=device, playing_track_id=None, audible=True)
    with at(-1):
        assert store_status(published).code == "closed"
    with at(5):
        status = store_status(published)
        assert (status.code, status.minutes) == ("silent", 5)


def test_the_page_of_a_closed_shop_says_when_it_opens(
    published: Store, signed_in: object, owner: User
) -> None:
    published.opening_hours = {"mon": [["10:00", "18:00"]]}
    published.save()
    with at(-60):
        page: Client = signed_in(owner)  # type: ignore[operator]
        assert (
            "goes on when the shop opens, Monday 10:00."
            in page.get(f"/stores/{published.pk}/on-air/").text
        )


def test_many_stores_cost_no_more_queries(
    published: Store, device: PlayerDevice, django_assert_num_queries: Any
) -> None:
    stores = [
        published,
        *(
            Store.objects.create(organisation=published.organisation, name=f"S{n}", territory="DE")
            for n in range(5)
        ),
    ]
    with django_assert_num_queries(2):
        statuses = store_statuses(stores)
    assert [statuses[store.pk].code for store in stores[1:]] == ["nothing_published"] * 5
