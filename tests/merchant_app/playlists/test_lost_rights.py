"""The listening room when rights ended, returned, or a track was merged into another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from licensing.catalogue.models import Track
from licensing.licences.models import Grant, GrantTrack
from merchant_app.onair.services import publish
from merchant_app.onair.services.sweeping import rights_sweep
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.services.versions import current_version
from merchant_app.stores.models import Store
from tests.merchant_app import doors
from tests.merchant_app.doors import send_playlist

pytestmark = pytest.mark.django_db
api, shelf, grant, cafe, page = doors.api, doors.shelf, doors.grant, doors.cafe, doors.page


@pytest.fixture
def playlist(api: APIClient, cafe: Store) -> Playlist:
    return Playlist.objects.get(pk=send_playlist(api, cafe, length=5)["id"])


def ids(playlist: Playlist) -> list[int]:
    items = current_version(playlist).items.order_by("position")
    return list(items.values_list("track_id", flat=True))


def test_what_may_not_be_played_is_said_and_replaced_on_a_word(
    playlist: Playlist, grant: Grant, page: Callable[..., Client]
) -> None:
    before = ids(playlist)
    GrantTrack.objects.filter(grant=grant, track_id=before[1]).delete()
    client, url = page(), f"/playlists/{playlist.pk}/"
    assert "1 track may not be played in Old Town teahouse now." in client.get(url).text
    client.post(f"{url}replace/")
    playlist.refresh_from_db()
    after = ids(playlist)
    assert after[:1] + after[2:] == before[:1] + before[2:]
    assert after[1] not in before
    text = client.get(url).text
    assert "may not be played in" not in text
    assert "in the place of" in text
    client.post(f"{url}replace/")
    playlist.refresh_from_db()
    assert playlist.version_number == 2  # nothing is amiss: nothing is changed


def test_what_returned_is_said_with_the_version_that_has_it(
    playlist: Playlist, grant: Grant, page: Callable[..., Client], cafe: Store
) -> None:
    gone = ids(playlist)[0]
    publish(store=cafe, version=current_version(playlist), user=None)
    GrantTrack.objects.filter(grant=grant, track_id=gone).delete()
    rights_sweep()
    GrantTrack.objects.create(grant=grant, track_id=gone)
    rights_sweep()
    text = page().get(f"/playlists/{playlist.pk}/").text
    assert "1 track may be played again in Old Town teahouse." in text
    assert "?version=1" in text
    air = page().get(f"/stores/{cafe.pk}/on-air/").text
    assert "Tracks that left the air lately" in air
    assert "It may be played again" in air


def test_a_merged_track_is_shown_judged_and_kept_as_its_survivor(
    playlist: Playlist, shelf: list[Track], api: APIClient, page: Callable[..., Client]
) -> None:
    listed = ids(playlist)
    outside = [track.pk for track in shelf if track.pk not in listed]
    # Through a chain, and two of the list into one.
    Track.objects.filter(pk=listed[0]).update(merged_into=outside[0])
    Track.objects.filter(pk=outside[0]).update(merged_into=outside[1])
    Track.objects.filter(pk=listed[2]).update(merged_into=listed[1])
    answer = api.get(f"/api/v1/playlists/{playlist.pk}/").json()
    shown = [item["track"]["id"] for item in answer["items"]]
    assert shown == [outside[1], listed[1], *listed[3:]]
    assert "may not be played in" not in page().get(f"/playlists/{playlist.pk}/").text
    said = {"accept": [outside[1]], "reject": [listed[1]]}
    answer = api.post(f"/api/v1/playlists/{playlist.pk}/feedback/", said, format="json")
    assert answer.status_code == 200, answer.content
    next_ids = [item["track"]["id"] for item in answer.json()["items"]]
    assert outside[1] in next_ids
    assert not {listed[1], listed[2], listed[0]} & set(next_ids)
