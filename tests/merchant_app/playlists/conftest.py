"""The doors of the product and a playlist of eight, for the tests of this folder."""

from __future__ import annotations

import pytest

from merchant_app.playlists.models import Playlist
from tests.merchant_app.doors import api, api_zh, cafe, grant, page, send_playlist, shelf

__all__ = ["api", "api_zh", "cafe", "grant", "page", "shelf"]


@pytest.fixture
def playlist(api, cafe) -> Playlist:
    return Playlist.objects.get(pk=send_playlist(api, cafe, length=8)["id"])


@pytest.fixture
def listed(playlist: Playlist) -> list[int]:
    """The ids of its tracks, in order."""
    items = playlist.versions.get(number=1).items.order_by("position")
    return list(items.values_list("track_id", flat=True))
