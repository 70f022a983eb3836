"""What a player tells of its plays: kept once, checked row by row, never lost."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.onair.models import Play, PlayerDevice
from merchant_app.onair.services import publish
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.services.playlists import playlist_delete
from merchant_app.stores.models import Store
from tests.merchant_app.music_on_disk import track_with_audio
from tests.merchant_app.onair.conftest import ask

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_air(store: Store, version: PlaylistVersion) -> None:
    publish(store=store, version=version, user=None)


def row(track: Track, **fields: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "track": track.pk,
        "started_at": (datetime.now(UTC) - timedelta(minutes=4)).isoformat(),
        "ms_played": 180_000,
        "transition": "natural",
        **fields,
    }


class TestPlays:
    def outcomes(self, device: PlayerDevice, *rows: Any, **more: Any) -> list[tuple[str, str]]:
        answer = ask(device, "plays", {"plays": list(rows), **more})
        assert answer.status_code == 200, answer.content
        return [(each["outcome"], each["reason"]) for each in answer.json()["outcomes"]]

    def test_a_play_is_recorded_with_its_licence(
        self, device: PlayerDevice, tracks: list[Track], grants: list[Grant], store: Store
    ) -> None:
        publication = store.publications.get()
        sent = row(tracks[0], publication=publication.pk)
        assert self.outcomes(device, sent) == [("recorded", "")]
        play = Play.objects.get()
        assert (play.store, play.device, play.track) == (store, device, tracks[0])
        assert (play.publication, play.timezone) == (publication, "Europe/Berlin")
        assert play.cleared is True
        assert play.licence["grant_ids"] == [grants[0].pk]
        assert play.licence["basis"] == "direct licence"
        assert play.licence["licensor"] == "Sine Records"
        assert play.finished_at - play.started_at == timedelta(minutes=3)

    def test_sent_twice_it_counts_once(self, device: PlayerDevice, tracks: list[Track]) -> None:
        sent = row(tracks[0])
        assert self.outcomes(device, sent, sent) == [("recorded", "")]
        assert self.outcomes(device, sent) == [("known", "")]
        assert Play.objects.count() == 1

    def test_bad_rows_are_refused_and_good_ones_kept(
        self, device: PlayerDevice, tracks: list[Track]
    ) -> None:
        stranger = track_with_audio("Never on air here", hertz=999.0)
        now = datetime.now(UTC)
        rows = [
            row(tracks[0]),
            row(stranger),
            row(tracks[1], started_at=(now + timedelta(hours=1)).isoformat()),
            row(tracks[1], started_at=(now - timedelta(days=90)).isoformat()),
            row(tracks[2]),
            row(tracks[1], key="no key"),
            row(tracks[1], ms_played=-1),
            row(tracks[1], started_at="yesterday"),
            row(tracks[1], started_at="9999-12-31T23:59:59Z"),
            row(tracks[1], started_at="0001-01-01T00:00:00+14:00"),
            {**row(tracks[1]), "track": 10**30},
            row(tracks[1], transition="vanished"),
            "no row at all",
        ]
        assert self.outcomes(device, *rows) == [
            ("recorded", ""),
            ("refused", "never_published_here"),
            ("refused", "in_the_future"),
            ("refused", "too_old"),
            ("recorded", ""),
            *[("refused", "invalid")] * 8,
        ]
        assert Play.objects.count() == 2

    def test_a_wrong_clock_is_set_right(self, device: PlayerDevice, tracks: list[Track]) -> None:
        wrong = timedelta(days=400)
        now = datetime.now(UTC)
        sent = row(tracks[0], started_at=(now - wrong - timedelta(minutes=5)).isoformat())
        told = self.outcomes(device, sent, sent_at=(now - wrong).isoformat())
        assert told == [("recorded", "")]
        assert abs(Play.objects.get().started_at - (now - timedelta(minutes=5))) < timedelta(
            seconds=30
        )

    @pytest.mark.parametrize(
        "clock", ["1970-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "2200-12-31T23:59:59Z"]
    )
    @pytest.mark.parametrize("sent", ["1900-01-01T00:00:00Z", "2200-12-31T23:59:59Z"])
    def test_no_clock_blocks_the_queue(
        self, device: PlayerDevice, tracks: list[Track], clock: str, sent: str
    ) -> None:
        bad = row(tracks[0], started_at=clock)
        assert self.outcomes(device, bad, sent_at=sent)[0][0] in ("refused", "recorded")

    def test_plays_of_a_playlist_deleted_meanwhile_are_kept(
        self, device: PlayerDevice, tracks: list[Track], playlist: Playlist, store: Store
    ) -> None:
        publication = store.publications.get()
        assert playlist_delete(playlist=playlist) is True
        manifest = ask(device, "manifest").json()
        assert (manifest["publication"], manifest["items"]) == (None, [])
        late = row(tracks[0], publication=publication.pk)
        assert self.outcomes(device, late) == [("recorded", "")]
        play = Play.objects.get()
        assert play.publication is not None
        assert (play.publication.playlist_name, play.publication.version) == ("Afternoon", None)
        assert (play.shop, play.organisation) == (store.name, store.organisation)

    def test_what_was_stopped_long_ago_was_not_played_now(
        self, device: PlayerDevice, tracks: list[Track], store: Store
    ) -> None:
        long_ago = datetime.now(UTC) - timedelta(days=121)
        store.publications.update(stopped_at=long_ago)
        assert self.outcomes(device, row(tracks[0])) == [("refused", "never_published_here")]

    def test_what_was_not_cleared_is_kept_and_marked(
        self, device: PlayerDevice, tracks: list[Track], grants: list[Grant]
    ) -> None:
        yesterday = datetime.now(UTC) - timedelta(days=2)
        Grant.objects.filter(pk=grants[0].pk).update(
            valid_until=(yesterday - timedelta(days=1)).date()
        )
        self.outcomes(device, row(tracks[0], started_at=yesterday.isoformat()))
        play = Play.objects.get()
        assert play.cleared is False
        assert [reason["code"] for reason in play.licence["reasons"]] == ["expired"]

    def test_the_licence_is_that_of_the_day_it_played(
        self, device: PlayerDevice, tracks: list[Track], grants: list[Grant]
    ) -> None:
        day = datetime.now(UTC) - timedelta(days=3)
        Grant.objects.filter(pk=grants[0].pk).update(valid_until=day.date() + timedelta(days=1))
        self.outcomes(device, row(tracks[0], started_at=day.isoformat()))
        assert Play.objects.get().cleared is True

    def test_another_shops_key_is_not_told_apart_from_a_used_one(
        self, device: PlayerDevice, tracks: list[Track], store: Store, version: PlaylistVersion
    ) -> None:
        sent = row(tracks[0])
        self.outcomes(device, sent)
        other = Store.objects.create(
            organisation=store.organisation, name="Other", territory="DE", timezone="UTC"
        )
        Play.objects.update(store=other)
        assert self.outcomes(device, sent) == [("refused", "key_in_use")]

    @pytest.mark.parametrize("body", [{}, {"plays": "all"}, {"plays": [{}] * 201}])
    def test_a_request_that_is_none(self, device: PlayerDevice, body: dict[str, Any]) -> None:
        assert ask(device, "plays", body).status_code == 400

    def test_the_number_of_queries_does_not_grow_with_the_batch(
        self,
        device: PlayerDevice,
        tracks: list[Track],
        django_assert_max_num_queries: Any,
    ) -> None:
        rows = [row(tracks[n % 3]) for n in range(60)]
        with django_assert_max_num_queries(21):
            self.outcomes(device, *rows)
        assert Play.objects.count() == 60
