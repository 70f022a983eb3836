"""Putting a version on air: rights are asked again, and one publication remains."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.accounts.models import User
from merchant_app.onair.models import Publication
from merchant_app.onair.problems import OnAirProblem
from merchant_app.onair.services import publish, unpublish
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.stores.models import BlockedTrack, Store
from tests.merchant_app.doors import api_of
from tests.merchant_app.onair.conftest import MakeVersion

pytestmark = pytest.mark.django_db


def test_publish_puts_all_cleared_tracks_on_air(
    store: Store, version: PlaylistVersion, owner: User
) -> None:
    done = publish(store=store, version=version, user=owner)
    assert (done.playing, done.left_out) == (3, ())
    assert store.publications.get(stopped_at__isnull=True) == done.publication


def test_a_deleted_grant_leaves_its_track_out_and_says_why(
    store: Store, version: PlaylistVersion, grants: list[Grant], tracks: list[Track]
) -> None:
    grants[1].delete()
    done = publish(store=store, version=version, user=None)
    assert done.playing == 2
    assert [(left.track, left.reasons) for left in done.left_out] == [
        (tracks[1], ("Nobody has granted a licence for this track.",))
    ]


def test_what_the_shop_blocked_is_left_out(
    store: Store, version: PlaylistVersion, tracks: list[Track]
) -> None:
    BlockedTrack.objects.create(store=store, track=tracks[0])
    (left,) = publish(store=store, version=version, user=None).left_out
    assert left.track == tracks[0]
    assert "block list" in left.reasons[0]


def test_nothing_cleared_is_refused_and_leaves_what_is_on_air(
    store: Store, version: PlaylistVersion, make_version: MakeVersion, tracks: list[Track]
) -> None:
    first = publish(store=store, version=version, user=None).publication
    other = make_version(tracks)
    Grant.objects.all().delete()
    with pytest.raises(OnAirProblem) as refusal:
        publish(store=store, version=other, user=None)
    assert refusal.value.code == "nothing_cleared"
    assert "Nobody has granted a licence" in str(refusal.value)
    assert store.publications.get(stopped_at__isnull=True) == first


def test_an_empty_version_and_another_shops_playlist_are_refused(
    store: Store, make_version: MakeVersion, version: PlaylistVersion
) -> None:
    with pytest.raises(OnAirProblem, match="no tracks"):
        publish(store=store, version=make_version([]), user=None)
    other = Store.objects.create(organisation=store.organisation, name="Other", territory="DE")
    with pytest.raises(OnAirProblem, match="another shop"):
        publish(store=other, version=version, user=None)


def test_a_new_version_replaces_the_old_and_the_same_changes_nothing(
    store: Store, version: PlaylistVersion, make_version: MakeVersion, tracks: list[Track]
) -> None:
    first = publish(store=store, version=version, user=None).publication
    assert publish(store=store, version=version, user=None).publication == first
    second = publish(store=store, version=make_version(tracks), user=None).publication
    first.refresh_from_db()
    assert first.stopped_at is not None
    assert store.publications.get(stopped_at__isnull=True) == second


def test_unpublish_stops_this_playlist_only(
    store: Store, version: PlaylistVersion, playlist: Playlist
) -> None:
    publish(store=store, version=version, user=None)
    other = Playlist.objects.create(store=store, name="Evening")
    assert unpublish(store=store, playlist=other) is False
    assert unpublish(store=store, playlist=playlist) is True
    assert unpublish(store=store) is False


@pytest.mark.django_db(transaction=True)
def test_many_publishing_at_once_leave_exactly_one(
    store: Store, version: PlaylistVersion, make_version: MakeVersion, tracks: list[Track]
) -> None:
    versions = [version, *(make_version(tracks) for _more in range(3))]
    start = threading.Barrier(len(versions) * 2)
    errors: list[Exception] = []

    def put_on_air(which: PlaylistVersion) -> None:
        try:
            start.wait()
            publish(store=store, version=which, user=None)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=put_on_air, args=(each,)) for each in versions * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Publication.objects.filter(store=store, stopped_at__isnull=True).count() == 1


class TestPages:
    @pytest.fixture(autouse=True)
    def _on_disk(self, version: PlaylistVersion) -> None:
        self.url = f"/playlists/{version.playlist_id}/publish/"

    def test_owner_publishes_and_stops(self, signed_in: object, owner: User, store: Store) -> None:
        client: Client = signed_in(owner)  # type: ignore[operator]
        page = client.post(self.url, follow=True)
        assert "is on air in Old Town teahouse" in page.text
        page = client.post(f"/stores/{store.pk}/on-air/stop/", follow=True)
        assert "Nothing is on air any more" in page.text

    def test_left_out_tracks_are_told(
        self, signed_in: object, owner: User, grants: list[Grant]
    ) -> None:
        grants[0].delete()
        page = signed_in(owner).post(self.url, follow=True)  # type: ignore[operator]
        assert "1 track was left out" in page.text
        assert "Nobody has granted a licence for this track." in page.text

    @pytest.mark.parametrize("number", ["9" * 18, "9" * 5000, "-1", "²", "one"])
    def test_a_version_that_is_none(self, signed_in: object, owner: User, number: str) -> None:
        client: Client = signed_in(owner)  # type: ignore[operator]
        assert client.post(self.url, {"version": number}).status_code == 404

    def test_deleting_what_is_on_air_says_that_it_stops(
        self, signed_in: object, owner: User, store: Store, version: PlaylistVersion
    ) -> None:
        client: Client = signed_in(owner)  # type: ignore[operator]
        client.post(self.url)
        page = client.post(f"/playlists/{version.playlist_id}/delete/", follow=True)
        assert "is off air" in page.text
        assert not store.publications.filter(stopped_at=None).exists()

    def test_nothing_cleared_is_told(self, signed_in: object, owner: User) -> None:
        Grant.objects.all().delete()
        page = signed_in(owner).post(self.url, follow=True)  # type: ignore[operator]
        assert "Nothing was put on air" in page.text

    def test_staff_may_not(self, signed_in: object, colleague: User, store: Store) -> None:
        client: Client = signed_in(colleague)  # type: ignore[operator]
        assert client.post(self.url).status_code == 403
        assert client.post(f"/stores/{store.pk}/on-air/stop/").status_code == 403
        assert client.get(f"/stores/{store.pk}/on-air/").status_code == 200

    def test_for_an_outsider_it_does_not_exist(
        self, signed_in: object, outsider: User, store: Store
    ) -> None:
        client: Client = signed_in(outsider)  # type: ignore[operator]
        assert client.post(self.url).status_code == 404
        assert client.get(f"/stores/{store.pk}/on-air/").status_code == 404
        assert client.post(f"/stores/{store.pk}/on-air/stop/").status_code == 404


def test_a_program_is_told_what_was_left_out(
    owner: User, version: PlaylistVersion, grants: list[Grant], tracks: list[Track]
) -> None:
    grants[2].delete()
    answer = api_of(owner).post(f"/api/v1/playlists/{version.playlist_id}/publish/").json()
    assert answer["on_air"] is True
    assert answer["left_out"] == [
        {"track": tracks[2].pk, "reasons": ["Nobody has granted a licence for this track."]}
    ]
