"""A playlist of four tracks with real audio, a link to it, and colleagues' phones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.models import Store
from merchant_app.voting.services.links import link_create
from tests.merchant_app.music_on_disk import grant_for, track_with_audio


@pytest.fixture
def tracks(db: None) -> list[Track]:
    return [track_with_audio(title) for title in ("Ada", "Bell", "Cloud", "Dusk")]


@pytest.fixture
def grant(tracks: list[Track]) -> Grant:
    return grant_for(*tracks)


@pytest.fixture
def playlist(store: Store, tracks: list[Track], grant: Grant) -> Playlist:
    playlist = Playlist.objects.create(store=store, name="Afternoon", length=4)
    version_add(playlist, tracks)
    return playlist


def version_add(playlist: Playlist, tracks: list[Track]) -> PlaylistVersion:
    """The next version, with these tracks."""
    playlist.version_number += 1
    playlist.save()
    version = PlaylistVersion.objects.create(
        playlist=playlist, number=playlist.version_number, origin="match"
    )
    for position, track in enumerate(tracks, start=1):
        PlaylistItem.objects.create(version=version, position=position, track=track)
    return version


@pytest.fixture
def address(playlist: Playlist, owner: User) -> str:
    _link, secret = link_create(playlist=playlist, user=owner, days=7)
    return f"/vote/{secret}/"


class Phone:
    """A colleague's browser behind a link."""

    def __init__(self, address: str, name: str, **more: str) -> None:
        self.client, self.address = Client(), address
        self.joined = self.client.post(f"{address}join/", {"name": name, **more})

    def say(self, track: Track, vote: str, **more: object) -> Any:
        body = {"track": track.pk, "vote": vote, **more}
        return self.client.post(f"{self.address}say/", body, headers={"Accept": "application/json"})

    def page(self, part: str = "") -> str:
        return self.client.get(f"{self.address}{part}", follow=True).text


@pytest.fixture
def phone(address: str) -> Callable[..., Phone]:
    return lambda name, **more: Phone(address, name, **more)
