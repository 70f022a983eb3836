"""First lists of the last weeks count, earlier than the playlist that asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from merchant_app.playlists.exposure import RECENT, listed_before
from merchant_app.playlists.models import Playlist

pytestmark = pytest.mark.django_db


def test_first_lists_count_for_later_playlists_only(playlist: Playlist, listed: list[int]) -> None:
    assert listed_before(timezone.now()) == dict.fromkeys(listed, 1)
    assert listed_before(playlist.created_at) == {}
    assert listed_before(playlist.created_at + RECENT + timedelta(minutes=1)) == {}
