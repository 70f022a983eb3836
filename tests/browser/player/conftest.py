"""What the player's journeys share: three tracks with sound, their grants, a player in a shop."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.accounts.models import Organisation
from merchant_app.onair.models import PlayerDevice
from merchant_app.stores.models import Store
from tests.browser.player.page import SECONDS, put_on_air
from tests.merchant_app.music_on_disk import grant_for, track_with_audio


@pytest.fixture(autouse=True)
def _async_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright's synchronous interface runs an event loop in this thread; the ORM is safe here.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _quiet_server(live_server: LiveServer) -> Iterator[None]:
    """Let the server's threads end: a browser sends its last plays while it closes."""
    yield
    end = time.monotonic() + 10
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(others, [connection.settings_dict["NAME"]])
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.1)


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
