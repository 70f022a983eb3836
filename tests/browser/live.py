"""What journeys against a server in the tests' own process share; a conftest imports both."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer


@pytest.fixture(autouse=True)
def async_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright's synchronous interface runs an event loop in this thread; the ORM is safe here.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def quiet_server(live_server: LiveServer) -> Iterator[None]:
    """Let the server's threads end before the database is emptied: a browser sends its last
    requests while it closes."""
    yield
    end = time.monotonic() + 10
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(others, [connection.settings_dict["NAME"]])
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.1)
