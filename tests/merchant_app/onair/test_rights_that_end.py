"""A right ends: its track leaves the air, the next best takes its place, and people are told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.accounts.models import User
from merchant_app.notices.models import Notice
from merchant_app.notices.services.mailing import digests_send
from merchant_app.notices.wording import say
from merchant_app.onair.manifest import manifest, on_air
from merchant_app.onair.models import LostRight, Play, PlayerDevice, Publication
from merchant_app.onair.services import publish
from merchant_app.onair.services.sweeping import rights_sweep, store_sweep
from merchant_app.playlists.models import Playlist, PlaylistVersion, Verdict
from merchant_app.playlists.services.versions import current_version
from merchant_app.stores.models import Store
from tests.merchant_app import doors
from tests.merchant_app.doors import send_playlist
from tests.merchant_app.music_on_disk import grant_for
from tests.merchant_app.onair.conftest import ask

pytestmark = pytest.mark.django_db
api, shelf = doors.api, doors.shelf


@pytest.fixture
def own(shelf: list[Track]) -> dict[int, Grant]:
    """One grant a track, for all of the shelf but its last four."""
    return {track.pk: grant_for(track) for track in shelf[:-4]}


@pytest.fixture
def listed(api: APIClient, store: Store, own: dict[int, Grant]) -> Playlist:
    made = send_playlist(api, store, length=6)
    playlist = Playlist.objects.get(pk=made["id"])
    publish(store=store, version=current_version(playlist), user=None)
    return playlist


def ids(version: PlaylistVersion) -> list[int]:
    return list(version.items.order_by("position").values_list("track_id", flat=True))


def revoke(grant: Grant) -> None:
    grant.status = Grant.Status.REVOKED
    grant.save()


def test_the_gap_is_filled_with_the_next_best_and_stays_in_its_place(
    listed: Playlist, own: dict[int, Grant], store: Store, owner: User
) -> None:
    before = ids(current_version(listed))
    revoke(own[before[2]])
    (lost,) = rights_sweep()
    listed.refresh_from_db()
    version = current_version(listed)
    after = ids(version)
    assert (version.origin, version.created_by) == ("rights", None)
    assert after[:2] + after[3:] == before[:2] + before[3:]
    assert after[2] not in before
    assert after[2] in own
    item = version.items.get(track_id=after[2])
    assert item.replaces_id == before[2]
    assert item.reasons
    assert lost.replaced_by_id == after[2]
    assert lost.reasons[0]["code"] == "status"
    now = store.publications.get(stopped_at=None)
    assert (now.version, now.track_ids) == (version, after)
    assert rights_sweep() == []  # all is well: nothing more happens
    assert Notice.objects.filter(recipient=owner).count() == 1


def test_it_takes_no_rejected_track(listed: Playlist, own: dict[int, Grant], store: Store) -> None:
    before = ids(current_version(listed))
    keep = next(track_id for track_id in own if track_id not in before)
    for track_id in own:
        if track_id not in before and track_id != keep:
            Verdict.objects.create(
                playlist=listed, version_number=1, track_id=track_id, kind="reject"
            )
    revoke(own[before[0]])
    revoke(own[before[1]])
    rights_sweep()
    listed.refresh_from_db()
    assert ids(current_version(listed)) == [keep, *before[2:]]
    assert LostRight.objects.get(track_id=before[1]).replaced_by is None


def test_nothing_is_left_the_shop_waits_and_plays_on_by_itself(
    listed: Playlist, own: dict[int, Grant], store: Store, owner: User
) -> None:
    device = PlayerDevice.objects.create(store=store, name="Counter")
    Grant.objects.update(status=Grant.Status.SUSPENDED)
    assert len(rights_sweep()) == 6
    assert on_air(store).track_ids == ()
    assert rights_sweep() == []
    (notice,) = Notice.objects.filter(recipient=owner)
    assert say(notice).urgent
    Grant.objects.update(status=Grant.Status.ACTIVE)
    assert len(manifest(device)["items"]) == 6
    assert not LostRight.objects.filter(back_at=None).exists()


def test_what_comes_back_changes_nothing_and_is_said(
    listed: Playlist, own: dict[int, Grant], store: Store, owner: User
) -> None:
    gone = ids(current_version(listed))[0]
    revoke(own[gone])
    rights_sweep()
    Grant.objects.filter(pk=own[gone].pk).update(status=Grant.Status.ACTIVE)
    rights_sweep()
    listed.refresh_from_db()
    assert listed.version_number == 2
    assert gone not in ids(current_version(listed))
    assert Notice.objects.filter(recipient=owner, kind=Notice.Kind.TRACKS_BACK).exists()
    revoke(own[gone])
    assert rights_sweep() == []  # it is not on air any more


def test_a_date_ends_at_midnight_of_the_shop(
    listed: Playlist, own: dict[int, Grant], store: Store
) -> None:
    store.timezone = "Asia/Shanghai"
    store.save()
    track_id = ids(current_version(listed))[0]
    midnight = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)  # 00:00 of 5 March there
    Grant.objects.filter(pk=own[track_id].pk).update(valid_until="2031-03-04")
    assert rights_sweep(moment=midnight - timedelta(seconds=1)) == []
    (lost,) = rights_sweep(moment=midnight)
    assert (lost.lost_at, lost.leaving) == (midnight, "finish")


class TestTheSongInTheAir:
    @pytest.fixture
    def device(self, store: Store) -> PlayerDevice:
        return PlayerDevice.objects.create(store=store, name="Counter")

    def song(self, device: PlayerDevice, track_id: int) -> str:
        return ask(device, "heartbeat", {"track": track_id, "audible": True}).json()["song"]

    @pytest.fixture
    def playing(self, listed: Playlist) -> Track:
        return Track.objects.get(pk=ids(current_version(listed))[0])

    def test_it_plays_on(self, device: PlayerDevice, playing: Track) -> None:
        assert self.song(device, playing.pk) == "play"
        assert ask(device, "manifest").json()["leaving"] == {}

    @pytest.mark.parametrize("swept", [False, True])
    def test_revoked(
        self, device: PlayerDevice, playing: Track, own: dict[int, Grant], swept: bool
    ) -> None:
        revoke(own[playing.pk])
        if swept:
            rights_sweep()
        assert self.song(device, playing.pk) == "fade"
        assert ask(device, "manifest").json()["leaving"] == {str(playing.pk): "fade"}

    def test_a_shop_that_moved(
        self, device: PlayerDevice, playing: Track, own: dict[int, Grant], store: Store
    ) -> None:
        Grant.objects.filter(pk=own[playing.pk].pk).update(territories_out=["FR"])
        store.territory = "FR"
        store.save()
        assert self.song(device, playing.pk) == "fade"

    def test_a_quality_hold(self, device: PlayerDevice, playing: Track) -> None:
        Track.objects.filter(pk=playing.pk).update(quality_hold=True)
        assert self.song(device, playing.pk) == "finish"

    def test_a_merge_plays_the_survivor(
        self, device: PlayerDevice, playing: Track, listed: Playlist, own: dict[int, Grant]
    ) -> None:
        survivor = next(pk for pk in own if pk not in ids(current_version(listed)))
        Track.objects.filter(pk=playing.pk).update(merged_into=survivor)
        assert self.song(device, playing.pk) == "finish"
        assert survivor in [each["id"] for each in ask(device, "manifest").json()["items"]]
        assert rights_sweep() == []


def report(device: PlayerDevice, track_id: int, started: datetime) -> Play:
    import uuid

    key = str(uuid.uuid4())
    row = {
        "key": key,
        "track": track_id,
        "started_at": started.isoformat(),
        "ms_played": 9000,
        "transition": "stop",
    }
    answer = ask(device, "plays", {"plays": [row]}).json()
    assert answer["outcomes"][0]["outcome"] == "recorded", answer
    return Play.objects.get(key=key)


def test_plays_count_by_the_moment_they_began(
    listed: Playlist, own: dict[int, Grant], store: Store
) -> None:
    device = PlayerDevice.objects.create(store=store, name="Counter")
    track_id = ids(current_version(listed))[0]
    started = timezone.now()
    revoke(own[track_id])
    before = report(device, track_id, started)  # it noted the loss by itself
    assert before.cleared
    assert before.licence["licence_name"] == "Shop licence"
    assert not report(device, track_id, timezone.now()).cleared
    meanwhile = timezone.now()
    own[track_id].status = Grant.Status.ACTIVE
    own[track_id].save()
    rights_sweep()
    assert not report(device, track_id, meanwhile).cleared
    assert report(device, track_id, timezone.now()).cleared


def test_people_are_told_by_page_and_one_mail(
    listed: Playlist,
    own: dict[int, Grant],
    owner: User,
    colleague: User,
    editor: User,
    signed_in: Callable,
) -> None:
    User.objects.filter(pk=owner.pk).update(language="zh-hans")
    for track_id in ids(current_version(listed))[:3]:
        revoke(own[track_id])
    rights_sweep()
    assert digests_send() == 2
    assert digests_send() == 0
    sent = {message.to[0]: message for message in mail.outbox}
    assert set(sent) == {owner.email, editor.email}
    assert "3 tracks lost their right" in sent[editor.email].subject
    assert "3 首曲目" in sent[owner.email].subject
    assert "已撤销" in sent[owner.email].body
    User.objects.filter(pk=owner.pk).update(language="en")
    page = signed_in(owner).get("/notices/")
    assert "3 tracks left" in page.text
    assert "The grant is revoked" in page.text
    assert Notice.objects.filter(recipient=colleague).count() == 0
    (notice,) = Notice.objects.filter(recipient=owner)
    assert signed_in(colleague).post(f"/notices/{notice.pk}/read/").status_code == 404
    assert signed_in(owner).post(f"/notices/{notice.pk}/read/").status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_mail_that_fails_is_tried_again(
    listed: Playlist, own: dict[int, Grant], settings: object
) -> None:
    revoke(own[ids(current_version(listed))[0]])
    rights_sweep()
    settings.EMAIL_BACKEND = "tests.merchant_app.onair.refusing_mail.Refusing"  # type: ignore[attr-defined]
    assert digests_send() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    assert digests_send() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_and_an_owner_at_once_leave_one_result(
    listed: Playlist, own: dict[int, Grant], store: Store
) -> None:
    version = current_version(listed)
    revoke(own[ids(version)[0]])
    start = threading.Barrier(5)
    errors: list[Exception] = []

    def at_once(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    works: list[Callable[[], object]] = [lambda: store_sweep(store=store)] * 4
    works.append(lambda: publish(store=store, version=version, user=None))
    threads = [threading.Thread(target=at_once, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    store_sweep(store=store)  # the owner may have come last
    running = Publication.objects.get(store=store, stopped_at=None)
    assert running.version is not None
    assert ids(version)[0] not in ids(running.version)
    assert LostRight.objects.count() == 1
