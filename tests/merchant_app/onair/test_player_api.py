"""What a player asks and tells: manifest, heartbeat, plays."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.onair.models import PlayerDevice
from merchant_app.onair.services import device_revoke, publish, unpublish
from merchant_app.playlists.models import PlaylistVersion
from merchant_app.stores.models import BlockedArtist, Store
from tests.merchant_app.music_on_disk import track_with_audio
from tests.merchant_app.onair.conftest import MakeVersion, ask

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_air(store: Store, version: PlaylistVersion) -> None:
    publish(store=store, version=version, user=None)


class TestManifest:
    def test_it_holds_all_a_player_needs(self, device: PlayerDevice, tracks: list[Track]) -> None:
        manifest = ask(device, "manifest").json()
        assert [item["id"] for item in manifest["items"]] == [track.pk for track in tracks]
        first = manifest["items"][0]
        assert (first["title"], first["artist"]) == ("A", "The Sines")
        assert first["gain_db"] == 2.0  # -20 LUFS raised towards -16, stopped by the true peak
        assert "public performance" in first["licence"]
        assert first["wave"]["d"].startswith("M")
        assert first["offline"] is False
        audio = Client().get(first["url"])
        assert audio.status_code == 200
        assert audio["Content-Type"] == "audio/wav"

    def test_rights_are_asked_at_every_request(
        self, device: PlayerDevice, grants: list[Grant], tracks: list[Track]
    ) -> None:
        before = ask(device, "manifest").json()
        grants[1].delete()
        after = ask(device, "manifest").json()
        assert [item["id"] for item in after["items"]] == [tracks[0].pk, tracks[2].pk]
        assert after["left_out"] == 1
        assert after["revision"] != before["revision"]
        assert Client().get(before["items"][1]["url"]).status_code == 403

    def test_it_says_what_the_shop_may_keep(
        self, device: PlayerDevice, grants: list[Grant]
    ) -> None:
        Grant.objects.filter(pk=grants[1].pk).update(offline=True)
        items = ask(device, "manifest").json()["items"]
        assert [item["offline"] for item in items] == [False, True, False]

    def test_a_blocked_artist_falls_silent(self, device: PlayerDevice, store: Store) -> None:
        BlockedArtist.objects.create(store=store, artist="the sines")
        assert ask(device, "manifest").json()["items"] == []

    def test_nothing_on_air(self, device: PlayerDevice, store: Store) -> None:
        unpublish(store=store)
        manifest = ask(device, "manifest").json()
        assert (manifest["publication"], manifest["items"]) == (None, [])

    def test_the_number_of_queries_does_not_grow_with_the_list(
        self,
        device: PlayerDevice,
        store: Store,
        tracks: list[Track],
        grants: list[Grant],
        make_version: MakeVersion,
        django_assert_max_num_queries: Any,
    ) -> None:
        from tests.merchant_app.music_on_disk import grant_for

        more = [track_with_audio(f"T{n}", hertz=200.0 + n) for n in range(12)]
        grant_for(*more)
        publish(store=store, version=make_version([*tracks, *more]), user=None)
        with django_assert_max_num_queries(28):
            assert len(ask(device, "manifest").json()["items"]) == 15


class TestToken:
    @pytest.mark.parametrize("what", ["manifest", "heartbeat", "plays"])
    def test_a_revoked_player_is_told_so(self, device: PlayerDevice, what: str) -> None:
        device_revoke(device=device)
        assert ask(device, what, None if what == "manifest" else {}).status_code == 410

    @pytest.mark.parametrize("what", ["manifest", "heartbeat", "plays"])
    def test_an_unknown_token_is_nothing(self, what: str) -> None:
        nobody = PlayerDevice(token="guessed")
        assert ask(nobody, what, None if what == "manifest" else {}).status_code == 404

    def test_pages(self, client: Client, device: PlayerDevice) -> None:
        page = client.get(f"/player/{device.token}/")
        assert page.status_code == 200
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert page["Referrer-Policy"] == "same-origin"
        device_revoke(device=device)
        gone = client.get(f"/player/{device.token}/")
        assert gone.status_code == 410
        assert "withdrawn" in gone.text
        assert client.get("/player/guessed/").status_code == 404

    def test_too_many_requests_are_slowed(
        self, device: PlayerDevice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cache.clear()
        monkeypatch.setattr(settings.ENV, "RATE_LIMIT", True)
        statuses = [ask(device, "heartbeat", {}).status_code for _again in range(125)]
        assert statuses[:120] == [200] * 120
        assert statuses[-1] == 429


class TestHeartbeat:
    def test_it_notes_life_and_sound(self, device: PlayerDevice, tracks: list[Track]) -> None:
        revision = ask(device, "manifest").json()["revision"]
        answer = ask(device, "heartbeat", {"track": tracks[0].pk, "audible": True}).json()
        assert answer == {"revision": revision, "song": "play", "stop_track": False}
        device.refresh_from_db()
        assert device.playing_track == tracks[0]
        assert device.last_sound_at is not None

    def test_a_silent_player_leaves_the_last_sound_alone(
        self, device: PlayerDevice, tracks: list[Track]
    ) -> None:
        ask(device, "heartbeat", {"track": tracks[0].pk, "audible": False})
        device.refresh_from_db()
        assert device.last_seen_at is not None
        assert device.last_sound_at is None

    def test_a_track_that_lost_its_grant_has_to_stop(
        self, device: PlayerDevice, tracks: list[Track], grants: list[Grant]
    ) -> None:
        grants[0].delete()
        assert ask(device, "heartbeat", {"track": tracks[0].pk}).json()["stop_track"] is True

    def test_a_cleared_track_of_the_version_before_may_end(
        self,
        device: PlayerDevice,
        store: Store,
        tracks: list[Track],
        make_version: MakeVersion,
    ) -> None:
        publish(store=store, version=make_version(tracks[1:]), user=None)
        assert ask(device, "heartbeat", {"track": tracks[0].pk}).json()["stop_track"] is False

    @pytest.mark.parametrize("body", [{"track": "x"}, {"track": 10**30}, {"audible": "perhaps"}])
    def test_nonsense_is_refused(self, device: PlayerDevice, body: dict[str, Any]) -> None:
        assert ask(device, "heartbeat", body).status_code == 400

    def test_an_unknown_track_does_no_harm(self, device: PlayerDevice) -> None:
        assert ask(device, "heartbeat", {"track": 99_999_999}).json()["stop_track"] is True
