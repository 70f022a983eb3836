"""A shop's player in a real browser, and what a journey waits for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from licensing.catalogue.models import Track
from merchant_app.onair.models import PlayerDevice
from merchant_app.onair.services import publish
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.models import Store

CHROMIUM = Path("/usr/bin/chromium")
SECONDS = 4.0


def put_on_air(store: Store, tracks: list[Track]) -> PlaylistVersion:
    playlist = Playlist.objects.create(store=store, name="Day", version_number=1)
    version = PlaylistVersion.objects.create(playlist=playlist, number=1, origin="match")
    for place, track in enumerate(tracks):
        PlaylistItem.objects.create(version=version, position=place, track=track)
    publish(store=store, version=version, user=None)
    return version


@contextmanager
def chromium(*, autoplay: bool) -> Iterator[Any]:
    policy = "no-user-gesture-required" if autoplay else "document-user-activation-required"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", f"--autoplay-policy={policy}"]
        )
        try:
            yield browser.new_context()
        finally:
            browser.close()
            # Inside Playwright's loop the ORM has a connection of its own.
            connections.close_all()


def open_player(context: Any, live_server: LiveServer, device: PlayerDevice) -> Page:
    page: Page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            page.problems.append(message.text)
            if "Content Security Policy" in message.text
            else None
        ),
    )
    page.goto(f"{live_server.url}/player/{device.token}/")
    return page


def state(page: Page, name: str, timeout: float = 30_000) -> None:
    expect(page.locator("[data-onair]")).to_have_attribute("data-state", name, timeout=timeout)


def wait_for(condition: Callable[[], bool], page: Page, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        page.wait_for_timeout(200)
