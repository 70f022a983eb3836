"""Votes come into the listening room by themselves while a link works."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from licensing.catalogue.models import Track
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist
from merchant_app.voting.services.links import link_end
from tests.merchant_app.voting.conftest import Phone

pytestmark = pytest.mark.django_db


def seen(text: str) -> str:
    return re.search(r'name="seen" value="(\w+)"', text).group(1)  # type: ignore[union-attr]


def test_a_vote_shows_by_itself_and_nothing_new_says_nothing(
    signed_in: Callable[[User], Client],
    owner: User,
    playlist: Playlist,
    tracks: list[Track],
    phone: Callable[[str], Phone],
) -> None:
    client, url = signed_in(owner), f"/playlists/{playlist.pk}/votes/"
    phone("Anna")
    room = client.get(f"/playlists/{playlist.pk}/").text
    assert f'hx-get="{url}?version=1"' in room
    assert client.get(url, {"version": 1, "seen": seen(room)}).status_code == 204
    phone("Ben").say(tracks[0], "accept")
    answer = client.get(url, {"version": 1, "seen": seen(room)})
    assert "Ben" in answer.text
    assert "1 of one fits" in answer.text
    assert "<html" not in answer.text
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    assert client.get(url, {"version": 1, "seen": seen(answer.text)}).status_code == 204
    assert client.get(url, {"version": 99}).status_code == 404
    link_end(link=playlist.share_links.get())
    assert f'hx-get="{url}' not in client.get(f"/playlists/{playlist.pk}/").text
