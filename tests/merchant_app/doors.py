"""The doors of the product and a small catalogue behind them, for tests of what people send.

Fixtures here are imported by the `conftest.py` of the folders that use them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from licensing.catalogue.indexing import index_refresh
from licensing.catalogue.models import AudioAsset, Track
from licensing.licences.models import Grant
from matching.audio.analyse import ANALYSIS_VERSION
from matching.evaluation.synthetic import synthetic_catalogue
from matching.profile.analyser import analyser_called
from matching.services import profile_store
from merchant_app.accounts.models import User
from merchant_app.stores.models import Store
from tests.matching.synthetic import profile_of
from tests.merchant_app.conftest import work
from tests.merchant_app.music_on_disk import grant_for

SHELF = 24
ANALYSER = analyser_called("musicnn", "windows", ANALYSIS_VERSION)


def api_of(user: User, language: str = "en") -> APIClient:
    """The interface for programs as this person's program sees it."""
    client = APIClient(headers={"Accept-Language": language})
    token, _made = Token.objects.get_or_create(user=user)
    client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
    return client


@pytest.fixture
def api(owner: User) -> APIClient:
    return api_of(owner)


@pytest.fixture
def api_zh(owner: User) -> APIClient:
    return api_of(owner, "zh")


@pytest.fixture
def page(owner: User) -> Callable[..., Client]:
    """Call with a language to get the owner's browser in that language."""

    def browser(language: str = "en") -> Client:
        User.objects.filter(pk=owner.pk).update(language=language)
        client = Client(headers={"Accept-Language": language})
        client.force_login(owner, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return browser


@pytest.fixture
def shelf(db: None) -> list[Track]:
    """24 tracks of ten genres with made-up analyses; nothing is decoded."""
    made_up = synthetic_catalogue(SHELF, seed=3)
    tracks = []
    for row in range(SHELF):
        sha256 = hashlib.sha256(f"shelf {row}".encode()).hexdigest()
        # Under the name of the real analyser, so that songs which people send compare with them.
        heard = replace(profile_of(made_up, row), analyser=ANALYSER)
        profile = profile_store(sha256=sha256, profile=heard)
        asset = AudioAsset.objects.create(
            sha256=sha256, file="x.ogg", bytes=1, original_name="x.ogg", profile=profile
        )
        tracks.append(
            Track.objects.create(
                title=f"Piece {row}",
                artist=f"Artist {row % 7}",
                explicit="no",
                duration_s=180.0,
                asset=asset,
            )
        )
    index_refresh()
    return tracks


@pytest.fixture
def grant(shelf: list[Track]) -> Grant:
    return grant_for(*shelf)


@pytest.fixture
def cafe(store: Store, grant: Grant) -> Store:
    """A store that may play the whole shelf."""
    return store


def send_brief(api: APIClient, store: Store, **fields: object) -> dict:
    """Post a brief, let the workers work, and read what became of it."""
    answer = api.post(f"/api/v1/stores/{store.pk}/briefs/", fields, format="multipart")
    assert answer.status_code == 202, answer.content
    work()
    return api.get(f"/api/v1/briefs/{answer.json()['id']}/").json()


def send_playlist(api: APIClient, store: Store, **fields: object) -> dict:
    """Post a brief and read the playlist that came of it."""
    brief = send_brief(api, store, **{"description": "quiet piano", **fields})
    assert brief["status"] == "ready", brief
    return api.get(f"/api/v1/playlists/{brief['playlist']}/").json()
