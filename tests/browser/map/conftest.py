"""A playlist of eight on the drawn map of 24 tracks, before a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import BrowserContext, sync_playwright
from pytest_django.live_server_helper import LiveServer

from matching.maps.models import CatalogueMap
from merchant_app.accounts.models import User
from tests.browser.conftest import ARGUMENTS, CHROMIUM, browser_or_skip
from tests.browser.live import async_unsafe, quiet_server
from tests.merchant_app.atlas.conftest import _forgotten, drawn, playlist
from tests.merchant_app.doors import api, cafe, grant, shelf

__all__ = [
    "_forgotten",
    "api",
    "async_unsafe",
    "cafe",
    "drawn",
    "grant",
    "playlist",
    "quiet_server",
    "shelf",
]


@pytest.fixture
def signed_in(
    owner: User, drawn: CatalogueMap, live_server: LiveServer
) -> Iterator[BrowserContext]:
    """The owner's browser, opened when everything it will look at is there."""
    browser_or_skip()
    client = Client()
    client.force_login(owner, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": 1280, "height": 800}, locale="en-US"
        )
        context.add_cookies([{**session, "url": live_server.url}])
        yield context
        browser.close()
        # Inside Playwright's loop the ORM has a connection of its own.
        connections.close_all()
