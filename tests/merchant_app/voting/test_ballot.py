"""A colleague opens a link, gives a name, hears the list, votes, changes their mind."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from licensing.catalogue.models import Track
from licensing.licences.models import Grant, GrantTrack
from merchant_app.accounts.models import User
from merchant_app.media.urls_signed import track_url
from merchant_app.playlists.models import Playlist, Verdict
from merchant_app.playlists.services.versions import events_of
from merchant_app.stores.models import Store
from merchant_app.voting.ballot import votes_of
from merchant_app.voting.models import ShareLink, Voter
from merchant_app.voting.services.links import link_create, link_end
from merchant_app.voting.services.voters import MOST_VOTERS, voter_join
from tests.merchant_app.music_on_disk import grant_for, track_with_audio
from tests.merchant_app.voting.conftest import Phone, version_add

pytestmark = pytest.mark.django_db
Phones = Callable[..., Phone]


def sources(page: str) -> list[str]:
    return re.findall(r'data-src="([^"]+)"', page)


def test_a_name_a_list_votes_and_thanks(phone: Phones, tracks: list[Track]) -> None:
    anna = phone("Anna")
    cookie = anna.joined.cookies["foyer_voter"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == anna.address
    page = anna.page()
    assert "Old Town teahouse" in page
    assert "0 of 4" in page
    assert "Licence" not in page
    assert "Teahouse group" not in page
    for track in tracks[:3]:
        assert anna.say(track, "accept").json()["finished"] is False
    assert "Thank you" not in anna.page("done/")
    assert anna.say(tracks[3], "reject").json() == {
        "voted": 4, "tracks": 4, "finished": True, "version": 1,
    }  # fmt: skip
    assert "Thank you, Anna" in anna.page("done/")


def test_a_vote_is_changed_and_taken_back_and_what_was_said_stays_on_record(
    phone: Phones, tracks: list[Track], playlist: Playlist
) -> None:
    anna = phone("Anna")
    anna.say(tracks[0], "accept", heard_ms=9000)
    anna.say(tracks[0], "accept")
    assert Verdict.objects.get().heard_ms == 9000
    anna.say(tracks[0], "reject")
    event = events_of(playlist)
    assert [(each.kind, each.weight, each.decides) for each in event] == [("reject", 0.5, False)]
    assert anna.say(tracks[0], "").json()["voted"] == 0
    assert events_of(playlist) == []
    assert Verdict.objects.count() == 2


def test_nobody_sees_others_votes_before_they_finished(phone: Phones, tracks: list[Track]) -> None:
    anna, ben = phone("Anna"), phone("Ben")
    for track in tracks:
        anna.say(track, "accept")
    assert "Anna" not in ben.page()
    assert "Anna" not in ben.page("done/")
    for track in tracks:
        ben.say(track, "reject")
    assert ben.page("done/").count("disputed") == 4


def test_music_opens_for_the_voter_only_and_only_while_link_and_licence_last(
    phone: Phones, playlist: Playlist, grant: Grant, tracks: list[Track]
) -> None:
    anna = phone("Anna")
    first, second = sources(anna.page())[:2]
    assert Client().get(first).status_code == 200  # a bearer address, as everywhere
    GrantTrack.objects.filter(grant=grant, track=tracks[0]).delete()
    assert Client().get(first).status_code == 403
    assert len(sources(anna.page())) == 3
    refused = anna.say(tracks[0], "accept")
    assert refused.status_code == 409
    assert "Ada" in refused.json()["detail"]
    link_end(link=playlist.share_links.get())
    assert Client().get(second).status_code == 403
    assert anna.client.get(anna.address).status_code == 410
    assert anna.say(tracks[1], "accept").status_code == 410


def test_a_voters_address_opens_no_other_track_and_no_other_shop(
    phone: Phones, playlist: Playlist, tracks: list[Track]
) -> None:
    phone("Anna")
    anna, elsewhere = Voter.objects.get(), track_with_audio("Elsewhere")
    grant_for(elsewhere)
    store = playlist.store
    assert Client().get(track_url(tracks[0], store=store, for_voter=anna)).status_code == 200
    assert Client().get(track_url(elsewhere, store=store, for_voter=anna)).status_code == 403
    other = Store.objects.create(
        organisation=store.organisation, name="Other", premises_type="cafe", territory="DE",
        timezone="Europe/Berlin",
    )  # fmt: skip
    assert Client().get(track_url(tracks[0], store=other, for_voter=anna)).status_code == 403


def test_links_run_out_are_unknown_or_go_with_their_playlist(
    address: str, phone: Phones, playlist: Playlist
) -> None:
    answer = Client().get(address)
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert Client().get(address).status_code == 410
        assert phone("Anna").joined.status_code == 410
    assert Client().get("/vote/unknown/").status_code == 404
    stored = ShareLink.objects.get()
    assert address.split("/")[2] not in stored.token_hash
    playlist.delete()
    assert Client().get(address).status_code == 404


def test_a_new_version_keeps_the_votes_and_shows_what_is_new(
    phone: Phones, playlist: Playlist, tracks: list[Track]
) -> None:
    anna = phone("Anna")
    for track in tracks:
        anna.say(track, "accept")
    version_add(playlist, tracks[2:])
    told = anna.say(tracks[0], "reject").json()  # from the page that still shows the old list
    assert told["version"] == 2
    assert told["voted"] == told["tracks"] == 2
    voter = Voter.objects.get()
    assert set(votes_of(voter)) == {track.pk for track in tracks}


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", "x" * 81])
def test_names_that_are_none(phone: Phones, name: str) -> None:
    assert phone(name).joined.status_code == 422
    assert not Voter.objects.exists()


def test_odd_names(phone: Phones, playlist: Playlist, tracks: list[Track]) -> None:
    assert phone("A\0").joined.status_code == 400
    odd = phone("<script>alert(1)</script>")
    assert "<script>alert" not in odd.page()
    assert "&lt;script&gt;alert" in odd.page()
    for name in ("Anna", "anna", " Anna ", "x" * 80, "x" * 80):
        phone(name, another="yes")
    names = list(playlist.share_links.get().voters.values_list("name", flat=True))
    assert names[1:] == ["Anna", "anna 2", "Anna 3", "x" * 80, "x" * 78 + " 2"]


def test_one_cookie_is_one_voter_of_one_link(
    phone: Phones, playlist: Playlist, owner: User, tracks: list[Track]
) -> None:
    anna = phone("Anna")
    anna.client.post(f"{anna.address}join/", {"name": "Somebody else"})
    assert Voter.objects.count() == 1
    _link, secret = link_create(playlist=playlist, user=owner, days=1)
    other = f"/vote/{secret}/"
    stolen = Client()
    stolen.cookies["foyer_voter"] = anna.client.cookies["foyer_voter"].value
    said = stolen.post(f"{other}say/", {"track": tracks[0].pk, "vote": "accept"})
    assert said.status_code == 403
    assert not Verdict.objects.exists()


def test_requests_that_make_no_sense(
    phone: Phones, tracks: list[Track], shelf_track: Track
) -> None:
    anna = phone("Anna")
    url = f"{anna.address}say/"
    many = {"track": [track.pk for track in tracks] * 125, "vote": "accept"}
    unlike = {"track": tracks[0].pk, "vote": "skip"}
    bodies = [{"track": track, "vote": "accept"} for track in ("", "9" * 30, shelf_track.pk)]
    for body in (many, unlike, {"vote": "accept"}, *bodies):
        assert anna.client.post(url, body).status_code == 400, body
    assert not Verdict.objects.exists()


@pytest.fixture
def shelf_track(db: None) -> Track:
    """A track of the catalogue that is in no playlist."""
    return Track.objects.create(title="Elsewhere", duration_s=1.0)


def test_a_link_has_room_for_thirty(playlist: Playlist, phone: Phones, owner: User) -> None:
    link, _secret = link_create(playlist=playlist, user=owner, days=1)
    for number in range(MOST_VOTERS):
        voter_join(link=link, name=f"N{number}")
    full = Phone(f"/vote/{_secret}/", "One more")
    assert full.joined.status_code == 422
    assert "30 people" in full.joined.text
