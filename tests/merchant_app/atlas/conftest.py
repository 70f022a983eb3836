"""A playlist of eight and the map of the starter catalogue."""

from __future__ import annotations

import pytest
from django.conf import settings as product
from django.core.cache import cache
from django.test import Client

from matching.jobs.models import Job
from matching.jobs.tasks import run_job
from matching.maps.models import CatalogueMap
from matching.maps.selectors import DRAW, current_map
from matching.maps.services import map_follow
from matching.models import IndexVersion
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist
from tests.merchant_app.doors import api, cafe, grant, send_playlist, shelf

__all__ = ["api", "cafe", "grant", "shelf"]


@pytest.fixture(autouse=True)
def _forgotten(db: None) -> None:
    """Processes remember the map and what a store sees of it; tests begin without."""
    cache.clear()
    current_map(fresh=True)


@pytest.fixture
def page(owner: User) -> Client:
    """The owner's browser."""
    return _browser(owner)


@pytest.fixture
def outsiders_page(outsider: User) -> Client:
    """The browser of somebody in another organisation."""
    return _browser(outsider)


def _browser(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, backend=product.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.fixture
def playlist(api, cafe) -> Playlist:
    return Playlist.objects.get(pk=send_playlist(api, cafe, length=8)["id"])


@pytest.fixture
def drawn(playlist: Playlist, settings) -> CatalogueMap:
    """The map, drawn by the job that beat sends for it."""
    settings.JOB_LEASE_SECONDS = 600  # its renewal would not see what this test has not committed
    draw_now()
    current_map(fresh=True)
    return CatalogueMap.objects.get()


def draw_now() -> Job:
    """Let the index come to rest, and draw its map as a worker would."""
    IndexVersion.objects.update(created_at="2026-01-01T00:00:00Z")
    map_follow()
    job = Job.objects.filter(kind=DRAW).latest("pk")
    run_job(job.pk, worker="test")
    job.refresh_from_db()
    return job
