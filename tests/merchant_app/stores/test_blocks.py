"""The block list: found by search, blocked, allowed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from licensing.catalogue.models import Track
from merchant_app.accounts.models import User
from merchant_app.stores.models import Store

SignIn = Callable[[User], Client]


@pytest.fixture
def ferry(db: None) -> Track:
    return Track.objects.create(title="Night Ferry", artist="Björk Åsa")


def page(store: Store) -> str:
    return f"/stores/{store.pk}/blocks/"


def test_search_block_and_allow_again(
    owner: User, store: Store, ferry: Track, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    assert "Nothing is blocked" in client.get(page(store)).content.decode()
    found = client.get(page(store), {"q": "ferry åsa"})
    assert found.context["found"] == [ferry]
    client.post(page(store) + "add/", {"track": ferry.pk})
    client.post(page(store) + "add/", {"track": ferry.pk})
    assert [row.track for row in store.blocked_tracks.all()] == [ferry]
    client.post(page(store) + "remove/", {"track": ferry.pk})
    assert not store.blocked_tracks.exists()


def test_an_artist_is_blocked_once_whatever_the_spelling(
    owner: User, store: Store, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    for spelling in ("Björk Åsa", "BJÖRK  åsa ", "", "   "):
        client.post(page(store) + "add/", {"artist": spelling})
    blocked = store.blocked_artists.get()
    assert blocked.artist == "Björk Åsa"
    client.post(page(store) + "remove/", {"artist": blocked.pk})
    assert not store.blocked_artists.exists()


def test_htmx_gets_the_lists_alone_with_its_search_kept(
    owner: User, store: Store, ferry: Track, signed_in: SignIn
) -> None:
    part = signed_in(owner).post(
        page(store) + "add/", {"track": ferry.pk, "q": "ferry"}, headers={"hx-request": "true"}
    )
    text = part.content.decode()
    assert "<html" not in text
    assert "Found for “ferry”" in text
    assert "Blocked" in text


@pytest.mark.parametrize("track", ["0", "999999", "9" * 30, "x", "²"])
def test_a_track_that_is_not_there(
    track: str, owner: User, store: Store, signed_in: SignIn
) -> None:
    assert signed_in(owner).post(page(store) + "add/", {"track": track}).status_code == 404


def test_the_list_of_another_store_is_not_touched(
    owner: User, store: Store, another: Callable, ferry: Track, signed_in: SignIn
) -> None:
    other = another("Harbour café")
    client = signed_in(owner)
    client.post(page(store) + "add/", {"artist": "Somebody"})
    client.post(page(other) + "remove/", {"artist": store.blocked_artists.get().pk})
    assert store.blocked_artists.count() == 1


def test_staff_read_only(colleague: User, store: Store, signed_in: SignIn) -> None:
    store.blocked_artists.create(artist="Somebody")
    text = signed_in(colleague).get(page(store)).content.decode()
    assert "Somebody" in text
    assert "Allow again" not in text
