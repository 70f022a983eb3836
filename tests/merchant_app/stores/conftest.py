"""Stores in every state a home page can show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from licensing.catalogue.models import AudioAsset, Track
from matching.models import Profile
from merchant_app.accounts.models import Organisation
from merchant_app.onair.models import PlayerDevice, Publication
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.models import Store


@pytest.fixture
def tracks(db: None) -> list[Track]:
    """Six analysed tracks, each livelier than the one before."""
    made = []
    for number in range(6):
        profile = Profile.objects.create(
            sha256=f"{number:064}",
            analyser="test",
            duration_s=180,
            facets={"energy": number / 10},
            vectors=b"",
            peaks=bytes([40 * number % 256] * 400),
        )
        asset = AudioAsset.objects.create(
            sha256=f"{number:064}", file="a.opus", bytes=1, original_name="a", profile=profile
        )
        made.append(
            Track.objects.create(
                title=f"Track {number}", artist=f"Artist {number % 3}", asset=asset, duration_s=180
            )
        )
    return made


@pytest.fixture
def playlist(tracks: list[Track]) -> Callable[..., Playlist]:
    """Call with a store: a playlist of all tracks, on air or not."""

    def make(store: Store, name: str = "Afternoon", *, on_air: bool = False) -> Playlist:
        made = Playlist.objects.create(store=store, name=name, version_number=1)
        version = PlaylistVersion.objects.create(playlist=made, number=1, origin="match")
        PlaylistItem.objects.bulk_create(
            PlaylistItem(version=version, position=place, track=track)
            for place, track in enumerate(tracks, start=1)
        )
        if on_air:
            publication = Publication.objects.create(store=store, version=version)
            Publication.objects.filter(pk=publication.pk).update(
                published_at=timezone.now() - timedelta(hours=2)
            )
        return made

    return make


@pytest.fixture
def player(tracks: list[Track]) -> Callable[..., PlayerDevice]:
    """Call with a store: a player that gave its last sound so many minutes ago."""

    def make(store: Store, minutes: float = 0, name: str = "Counter tablet") -> PlayerDevice:
        heard = timezone.now() - timedelta(minutes=minutes)
        return PlayerDevice.objects.create(
            store=store,
            name=name,
            last_seen_at=heard,
            last_sound_at=heard,
            playing_track=tracks[3],
        )

    return make


@pytest.fixture
def another(organisation: Organisation) -> Callable[..., Store]:
    """Call with a name: one more store of the owner's organisation."""

    def make(name: str, **facts: Any) -> Store:
        values = {"premises_type": "cafe", "territory": "DE", "timezone": "Europe/Berlin"} | facts
        return Store.objects.create(organisation=organisation, name=name, **values)

    return make
