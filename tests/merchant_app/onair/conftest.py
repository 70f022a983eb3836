"""A store with a playlist of three cleared tracks and a player."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.onair.models import PlayerDevice
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.models import Store
from tests.merchant_app.music_on_disk import grant_for, track_with_audio

MakeVersion = Callable[..., PlaylistVersion]


@pytest.fixture
def tracks(db: None) -> list[Track]:
    return [track_with_audio(name, hertz=220.0 * (2 + n)) for n, name in enumerate("ABC")]


@pytest.fixture
def grants(tracks: list[Track]) -> list[Grant]:
    """One grant a track, so that a test can take one away."""
    return [grant_for(track) for track in tracks]


@pytest.fixture
def playlist(store: Store) -> Playlist:
    return Playlist.objects.create(store=store, name="Afternoon")


@pytest.fixture
def make_version(playlist: Playlist) -> MakeVersion:
    def make(tracks: list[Track]) -> PlaylistVersion:
        playlist.version_number += 1
        playlist.save()
        version = PlaylistVersion.objects.create(
            playlist=playlist, number=playlist.version_number, origin="match"
        )
        PlaylistItem.objects.bulk_create(
            [
                PlaylistItem(version=version, position=place, track=track)
                for place, track in enumerate(tracks, start=1)
            ]
        )
        return version

    return make


@pytest.fixture
def version(make_version: MakeVersion, tracks: list[Track], grants: list[Grant]) -> PlaylistVersion:
    return make_version(tracks)


@pytest.fixture
def device(store: Store) -> PlayerDevice:
    return PlayerDevice.objects.create(store=store, name="Counter")


def ask(device: PlayerDevice, what: str, body: dict[str, Any] | None = None) -> Any:
    url = f"/player/{device.token}/{what}/"
    client = Client()
    return client.get(url) if body is None else client.post(url, body, "application/json")
