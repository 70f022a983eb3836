"""A new brief starts from what its store, or its siblings, taught; nobody else's history counts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from licensing.catalogue.models import Track
from matching.intent.state import Event
from merchant_app.accounts.models import Organisation
from merchant_app.playlists.carried import (
    NOTHING,
    OWN,
    SIBLINGS,
    carried_for,
    events_carried,
    sources_of,
    taught_to,
)
from merchant_app.playlists.models import Playlist, Verdict
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.carrying import carried_forget, carry_over
from merchant_app.stores.models import Store
from tests.merchant_app.conftest import work
from tests.merchant_app.doors import send_brief, send_playlist

pytestmark = pytest.mark.django_db


@pytest.fixture
def taught(playlist: Playlist, listed: list[int], api) -> Playlist:
    """A playlist in which three tracks were kept and two rejected."""
    answer = api.post(
        f"/api/v1/playlists/{playlist.pk}/feedback/",
        {"accept": listed[:3], "reject": listed[3:5]},
        format="json",
    )
    assert answer.status_code == 200, answer.content
    return playlist


@pytest.fixture
def sibling(cafe: Store) -> Store:
    return Store.objects.create(organisation=cafe.organisation, name="Second", territory="DE")


def second(api, store: Store) -> Playlist:
    return Playlist.objects.get(pk=send_playlist(api, store, length=8)["id"])


def test_a_new_brief_starts_from_its_own_store(api, cafe, taught, listed) -> None:
    playlist = second(api, cafe)
    [source] = playlist.carried["sources"]
    assert playlist.carried["from"] == OWN
    assert (source["store"], source["store_name"]) == (cafe.pk, cafe.name)
    assert (source["playlists"], source["accepted"], source["rejected"]) == (1, 3, 2)
    assert set(taught_to(playlist)) == {
        *(Event("accept", track) for track in listed[:3]),
        *(Event("reject", track) for track in listed[3:5]),
    }


def test_it_is_kept_as_it_was(api, cafe, taught, listed) -> None:
    playlist = second(api, cafe)
    before = playlist.carried
    api.post(f"/api/v1/playlists/{taught.pk}/feedback/", {"reject": listed[5:7]}, format="json")
    playlist.refresh_from_db()
    assert playlist.carried == before


def test_what_was_taken_back_and_votes_teach_nothing(cafe, taught, listed) -> None:
    Verdict.objects.filter(track=listed[0]).update(undone_at="2026-01-01T00:00:00Z")
    Verdict.objects.create(playlist=taught, version_number=1, track_id=listed[1], kind="skip")
    carried = carried_for(cafe, OWN)
    assert {each["id"] for each in carried["events"]} == set(listed[1:5])


def test_the_last_word_on_a_track_counts(cafe, taught, listed) -> None:
    Verdict.objects.create(playlist=taught, version_number=2, track_id=listed[0], kind="less")
    [source] = carried_for(cafe, OWN)["sources"]
    assert (source["accepted"], source["rejected"]) == (2, 3)


def test_a_new_store_starts_from_its_siblings(api, taught, cafe, sibling) -> None:
    playlist = second(api, sibling)
    assert playlist.carried["from"] == SIBLINGS
    assert [source["store"] for source in playlist.carried["sources"]] == [cafe.pk]
    assert {source.key for source in sources_of(sibling)} == {OWN, SIBLINGS} - {OWN}


def test_another_brand_and_another_company_teach_nothing(cafe, taught, sibling) -> None:
    Store.objects.filter(pk=sibling.pk).update(brand="Other")
    sibling.refresh_from_db()
    elsewhere = Organisation.objects.create(name="Another company")
    stranger = Store.objects.create(organisation=elsewhere, name="Far", territory="DE")
    for store in (sibling, stranger):
        assert carried_for(store, "") == {}
        assert carried_for(store, f"store:{cafe.pk}") == {}
        assert sources_of(store) == []


def test_switched_off_before_it_is_matched(api, cafe, taught, page) -> None:
    sent = api.post(
        f"/api/v1/stores/{cafe.pk}/briefs/",
        {"draft": "true", "description": "calm"},
        format="multipart",
    ).json()
    draft = page("en").get(reverse("briefs:detail", args=[sent["id"]]))
    assert b"3 kept, 2 rejected" in draft.content
    page("en").post(reverse("briefs:act", args=[sent["id"], "start"]), {"start_from": "none"})
    work()
    playlist = Playlist.objects.get(brief=sent["id"])
    assert not playlist.carries_over
    assert taught_to(playlist) == []
    assert playlist.carried["from"] == OWN  # it can still be switched on


def test_switching_makes_a_version_once(api, cafe, taught, owner) -> None:
    playlist = second(api, cafe)
    off = carry_over(playlist=playlist, choice=NOTHING, user=owner)
    again = carry_over(playlist=playlist, choice=NOTHING, user=owner)
    assert (off.number, again.number) == (2, 2)
    assert carry_over(playlist=playlist, choice=OWN, user=owner).number == 3
    assert Playlist.objects.get(pk=playlist.pk).carries_over


@pytest.mark.parametrize("choice", ["siblings", "store:1", "store:x", "all", ""])
def test_a_source_that_taught_nothing_is_refused(cafe, taught, owner, choice) -> None:
    with pytest.raises(PlaylistProblem, match="Nothing was taught there"):
        carry_over(playlist=taught, choice=choice, user=owner)
    taught.refresh_from_db()
    assert taught.version_number == 2


def test_the_room_says_it_and_switches_it(api, cafe, taught, page) -> None:
    playlist = second(api, cafe)
    room = page("en").get(reverse("playlists:detail", args=[playlist.pk])).content.decode()
    assert "3 kept, 2 rejected in one playlist" in room
    zh = page("zh-hans").get(reverse("playlists:detail", args=[playlist.pk])).content.decode()
    assert "保留 3 首，不要 2 首" in zh
    page("en").post(reverse("playlists:carry", args=[playlist.pk]), {"choice": "none"})
    playlist.refresh_from_db()
    assert not playlist.carries_over


def test_a_forgotten_history_is_forgotten_everywhere(api, cafe, taught, listed) -> None:
    playlist = second(api, cafe)
    one = Verdict.objects.get(playlist=taught, track=listed[0])
    assert carried_forget(organisation=cafe.organisation, verdicts=[one.pk]) == 1
    playlist.refresh_from_db()
    assert playlist.carried["sources"][0]["accepted"] == 2
    assert carried_forget(organisation=cafe.organisation, playlists=[taught.pk]) == 1
    playlist.refresh_from_db()
    assert playlist.carried == {}
    assert carried_forget(organisation=cafe.organisation, stores=[cafe.pk]) == 0


def test_what_left_the_catalogue_is_left_out(cafe, taught, shelf, listed) -> None:
    carried = carried_for(cafe, OWN)
    other = next(track for track in shelf if track.pk not in listed)
    Track.objects.filter(pk=listed[0]).update(withdrawn=True, merged_into=other)
    Track.objects.filter(pk=listed[1]).update(withdrawn=True)
    ids = [event.id for event in events_carried(carried)]
    assert other.pk in ids
    assert listed[1] not in ids
    assert len(ids) == 4


def test_programs_choose_too(api, cafe, taught) -> None:
    brief = send_brief(api, cafe, description="calm", start_from="none")
    assert not Playlist.objects.get(brief=brief["id"]).carries_over
    address = f"/api/v1/stores/{cafe.pk}/briefs/"
    answer = api.post(address, {"description": "calm", "start_from": "all"}, format="multipart")
    assert answer.status_code == 400
