"""Grants that end soon: what they take along, whom it hurts, what could take its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from licensing.catalogue.indexing import index_refresh
from licensing.review.endings import endings_refresh
from licensing.review.models import Ending
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from tests.licensing.profiles import track as heard_track
from tests.licensing.rows import active_grant

pytestmark = pytest.mark.django_db


def soon(days: int):
    return timezone.now().date() + timedelta(days=days)


@pytest.fixture
def tracks():
    made = [heard_track(number) for number in range(6)]
    index_refresh()
    return made


@pytest.fixture
def grant(tracks, store):
    """Covers three tracks until in 20 days; one of them is covered otherwise as well."""
    active_grant(*tracks[2:])
    playlist = Playlist.objects.create(store=store, name="Evening", version_number=2)
    for number, listed in ((1, tracks[1]), (2, tracks[0])):
        version = PlaylistVersion.objects.create(playlist=playlist, number=number, origin="match")
        PlaylistItem.objects.create(version=version, position=1, track=listed)
    return active_grant(*tracks[:3], licensor="Leaving", valid_until=soon(20))


def test_what_ends_whom_it_hurts_and_what_stays(grant, tracks) -> None:
    assert endings_refresh() == 1
    ending = Ending.objects.get()
    assert (ending.tracks, ending.playlists, ending.stores) == (2, 1, 1)
    assert (ending.territory, ending.premises) == ("DE", "tea_house")
    stand_ins = {row.track_id: row.substitute_id for row in ending.stand_ins.all()}
    assert set(stand_ins) == {tracks[0].pk, tracks[1].pk}
    assert set(stand_ins.values()) <= {track.pk for track in tracks[2:]}
    assert endings_refresh() == 0
    grant.save()
    assert endings_refresh() == 1
    grant.valid_until = soon(200)
    grant.save()
    assert endings_refresh() == 0
    assert not Ending.objects.exists()


def test_nothing_left_to_take_its_place(tracks) -> None:
    active_grant(*tracks, valid_until=soon(5))
    endings_refresh()
    ending = Ending.objects.get()
    assert (ending.tracks, ending.stand_ins.count()) == (6, 0)


def test_the_page(grant, viewer, signed_in, django_assert_max_num_queries) -> None:
    client: Client = signed_in(viewer)
    address = reverse("desk:ending")
    assert "Being computed" in client.get(address).content.decode()
    active_grant(licensor="Later", valid_until=soon(70))
    endings_refresh()
    page = client.get(address).content.decode()
    for said in ("Leaving", "Later", "20 days left", "2 grants end within 90 days"):
        assert said in page
    with django_assert_max_num_queries(6):
        page = client.get(address, {"days": "30"}).content.decode()
    assert "Later" not in page
    assert client.get(address, {"days": "9999"}).context["days"] == 90
