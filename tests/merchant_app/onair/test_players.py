"""The players of a store: add, rename, withdraw."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from merchant_app.accounts.models import User
from merchant_app.onair.models import PlayerDevice
from merchant_app.stores.models import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(signed_in: object, owner: User) -> Client:
    return signed_in(owner)  # type: ignore[operator, no-any-return]


def test_a_manager_adds_a_player_and_gets_link_and_code(page: Client, store: Store) -> None:
    answer = page.post(f"/stores/{store.pk}/players/", {"name": " First  floor "}, follow=True)
    device = store.devices.get()
    assert device.name == "First floor"
    assert f"http://testserver/player/{device.token}/" in answer.text
    assert 'class="qr"' in answer.text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Give the player a name"), ("  ", "Give the player a name"), ("COUNTER", "already")],
)
def test_names_that_do_not_do(
    page: Client, store: Store, device: PlayerDevice, name: str, sentence: str
) -> None:
    answer = page.post(f"/stores/{store.pk}/players/", {"name": name}, follow=True)
    assert sentence in answer.text
    assert store.devices.count() == 1


def test_there_is_an_end_to_players(page: Client, store: Store) -> None:
    PlayerDevice.objects.bulk_create(
        [PlayerDevice(store=store, name=f"P{n}", token=f"t{n}") for n in range(20)]
    )
    answer = page.post(f"/stores/{store.pk}/players/", {"name": "One more"}, follow=True)
    assert "at most 20 players" in answer.text


def test_rename_and_withdraw(page: Client, device: PlayerDevice) -> None:
    page.post(f"/players/{device.pk}/rename/", {"name": "Bar"})
    device.refresh_from_db()
    assert device.name == "Bar"
    answer = page.post(f"/players/{device.pk}/withdraw/", follow=True)
    assert "“Bar” was withdrawn" in answer.text
    device.refresh_from_db()
    assert device.revoked_at is not None
    assert page.post(f"/players/{device.pk}/rename/", {"name": "X"}).status_code == 404


@pytest.mark.parametrize("action", ["rename", "withdraw"])
def test_who_may(
    signed_in: object, device: PlayerDevice, colleague: User, outsider: User, action: str
) -> None:
    url = f"/players/{device.pk}/{action}/"
    assert signed_in(colleague).post(url).status_code == 403  # type: ignore[operator]
    assert signed_in(outsider).post(url).status_code == 404  # type: ignore[operator]
    device.refresh_from_db()
    assert device.revoked_at is None


def test_an_address_of_this_machine_says_so(
    page: Client, store: Store, device: PlayerDevice, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "music.example"]
    url, said = f"/stores/{store.pk}/on-air/", "works on this machine only"
    assert said in page.get(url, headers={"host": "localhost:8000"}).text
    assert said not in page.get(url, headers={"host": "music.example"}).text


def test_the_living_part_alone_for_htmx(page: Client, store: Store) -> None:
    part = page.get(f"/stores/{store.pk}/on-air/", headers={"HX-Request": "true"})
    assert "Nothing is on air in Old Town teahouse" in part.text
    assert "<html" not in part.text
