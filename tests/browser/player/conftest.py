"""What the player's journeys share: three tracks with sound, their grants, a player in a shop."""

from __future__ import annotations

import pytest

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.accounts.models import Organisation
from merchant_app.onair.models import PlayerDevice
from merchant_app.stores.models import Store
from tests.browser.live import async_unsafe, quiet_server
from tests.browser.player.page import SECONDS, put_on_air
from tests.merchant_app.music_on_disk import grant_for, track_with_audio

__all__ = ["async_unsafe", "quiet_server"]


@pytest.fixture
def tracks(db: None) -> list[Track]:
    return [
        track_with_audio(name, seconds=SECONDS, hertz=220.0 * (n + 2), kind=kind)
        for n, (name, kind) in enumerate([("Alpha", "wav"), ("Beta", "ogg"), ("Gamma", "flac")])
    ]


@pytest.fixture
def grants(tracks: list[Track]) -> list[Grant]:
    return [grant_for(track) for track in tracks]


@pytest.fixture
def device(tracks: list[Track], grants: list[Grant]) -> PlayerDevice:
    store = Store.objects.create(
        organisation=Organisation.objects.create(name="O"),
        name="Harbour café",
        territory="DE",
        timezone="Europe/Berlin",
    )
    put_on_air(store, tracks)
    return PlayerDevice.objects.create(store=store, name="Counter")
