"""Home: are all my shops playing the right thing, now?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from merchant_app.accounts.models import Organisation, User
from merchant_app.briefs.models import Brief
from merchant_app.stores.models import Store

SignIn = Callable[[User], Client]
MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # 12:00 in Berlin


def page_of(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_without_a_shop_it_says_what_to_do(owner: User, colleague: User, signed_in: SignIn) -> None:
    assert "Set up the first shop" in page_of(signed_in(owner))
    staff = page_of(signed_in(colleague))
    assert "No shop here yet" in staff
    assert "Set up the first shop" not in staff


def test_a_shop_on_air_shows_what_is_heard(
    owner: User, store: Store, playlist: Callable, player: Callable, signed_in: SignIn
) -> None:
    playlist(store, on_air=True)
    player(store)
    response = signed_in(owner).get("/")
    page = response.content.decode()
    assert "Your shop is on air" in page
    assert "Now: <strong>Track 3</strong>, Artist 0" in page
    assert "“Afternoon” · 6 tracks · 18 min" in page
    card = response.context["cards"][0].card
    assert card.energy.values == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    assert card.energy.now == 3
    assert response.context["things"] == []


def test_a_silent_shop_says_since_when(
    owner: User, store: Store, playlist: Callable, player: Callable, signed_in: SignIn
) -> None:
    with time_machine.travel(MONDAY_NOON, tick=False):
        playlist(store, on_air=True)
        player(store, minutes=12)
        page = page_of(signed_in(owner))
    assert "Your shop is quiet" in page
    assert "Monday 12:00" in page
    assert "Silent 12 min" in page
    assert "no sound has come since 11:48" in page


def test_a_closed_shop_is_quiet_and_needs_nobody(
    owner: User, store: Store, playlist: Callable, player: Callable, signed_in: SignIn
) -> None:
    store.opening_hours = {"mon": [["14:00", "22:00"]]}
    store.save()
    with time_machine.travel(MONDAY_NOON, tick=False):
        playlist(store, on_air=True)
        player(store, minutes=600)
        response = signed_in(owner).get("/")
    page = response.content.decode()
    assert "Closed" in page
    assert "14:00–22:00" in page
    assert "Quiet until the shop opens, Monday 14:00" in page
    assert response.context["things"] == []


def test_what_needs_somebody_stands_above_the_silent_first(
    owner: User,
    store: Store,
    another: Callable,
    playlist: Callable,
    player: Callable,
    signed_in: SignIn,
) -> None:
    waiting = playlist(store, "Waiting")
    never = another("Never started")
    playlist(never, "Begun", on_air=True)
    silent = another("Silent")
    playlist(silent, on_air=True)
    player(silent, minutes=30)
    things = signed_in(owner).get("/").context["things"]
    assert [thing.url for thing in things] == [
        f"/stores/{silent.pk}/on-air/",
        f"/stores/{never.pk}/on-air/",
        f"/playlists/{waiting.pk}/",
    ]


def test_a_playlist_that_was_on_air_once_does_not_wait(
    owner: User, store: Store, playlist: Callable, signed_in: SignIn
) -> None:
    made = playlist(store, on_air=True)
    made.versions.get().publications.update(stopped_at=timezone.now())
    response = signed_in(owner).get("/")
    assert response.context["cards"][0].card.state == "nothing_published"


def test_a_brief_at_work_is_shown(owner: User, store: Store, signed_in: SignIn) -> None:
    brief = Brief.objects.create(store=store, name="Quiet mornings", status="working")
    assert f'href="/briefs/{brief.pk}/"' in page_of(signed_in(owner))


def test_staff_look_but_start_nothing(
    owner: User, colleague: User, store: Store, signed_in: SignIn
) -> None:
    assert "New brief" in page_of(signed_in(owner))
    staff = page_of(signed_in(colleague))
    assert store.name in staff
    assert "New brief" not in staff
    assert "/stores/new/" not in staff


def test_the_part_that_is_fetched_again_is_only_the_shops(
    owner: User, store: Store, signed_in: SignIn
) -> None:
    part = signed_in(owner).get("/", headers={"hx-request": "true"}).content.decode()
    assert store.name in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("total", "playing", "english", "chinese"),
    [
        (1, 0, "Your shop is quiet", "您的店没有播放"),
        (1, 1, "Your shop is on air", "您的店正在播出"),
        (3, 0, "Three shops, none on air", "三家门店，都没有播放"),
        (3, 2, "Three shops, two on air", "三家门店，两家正在播出"),
        (2, 2, "Two shops, all on air", "两家门店，全部正在播出"),
        (12, 11, "12 shops, 11 on air", "12家门店，11家正在播出"),
    ],
)
def test_the_headline_counts_in_words(
    total: int,
    playing: int,
    english: str,
    chinese: str,
    owner: User,
    another: Callable,
    playlist: Callable,
    player: Callable,
    signed_in: SignIn,
) -> None:
    for number in range(total):
        shop = another(f"Shop {number:02}")
        if number < playing:
            playlist(shop, on_air=True)
            player(shop)
    client = signed_in(owner)
    assert client.get("/").context["headline"] == english
    client.post("/i18n/setlang/", {"language": "zh-hans"})
    assert client.get("/").context["headline"] == chinese
    translation.activate("en")


def test_more_shops_ask_no_more_of_the_database(
    owner: User,
    organisation: Organisation,
    another: Callable,
    playlist: Callable,
    player: Callable,
    signed_in: SignIn,
) -> None:
    client = signed_in(owner)
    counts = []
    for size in (3, 21):
        while organisation.stores.count() < size:
            shop = another(f"Shop {organisation.stores.count()}")
            match organisation.stores.count() % 3:
                case 0:
                    playlist(shop, on_air=True)
                    player(shop)
                case 1:
                    playlist(shop)
                    Brief.objects.create(store=shop, name="At work", status="working")
                case _:
                    playlist(shop, on_air=True)
                    player(shop, minutes=20)
        client.get("/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
