"""Two tastes become two playlists, once, and nothing that was said is lost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.evaluation.synthetic import GENRES, synthetic_catalogue
from matching.intent.splitting import Split, TastePart
from matching.intent.state import Wish, verdicts
from merchant_app.onair.services import publish
from merchant_app.playlists.models import Playlist, PlaylistVersion, Verdict
from merchant_app.playlists.services.feedback import StaleVersion
from merchant_app.playlists.services.splitting import keep_as_one, playlist_split
from merchant_app.playlists.services.versions import current_version, events_of, wishes_of
from tests.merchant_app.doors import SHELF, send_playlist

pytestmark = pytest.mark.django_db


def learned(key: str, direction: int = 1) -> Wish:
    return Wish(key, direction, 0.8, "learned")


@pytest.fixture
def torn(playlist: Playlist, listed: list[int], api) -> Playlist:
    """A playlist whose newest version speaks of two tastes: three calm tracks and two fast ones."""
    answer = api.post(
        f"/api/v1/playlists/{playlist.pk}/feedback/",
        {"accept": listed[:5], "reject": listed[5:7]},
        format="json",
    )
    assert answer.status_code == 200, answer.content
    playlist.refresh_from_db()
    split = Split(
        (
            TastePart((learned("facet:tempo_bpm:higher"),), tuple(listed[3:5])),
            TastePart((learned("facet:tempo_bpm:lower", -1),), tuple(listed[:3])),
        ),
        gain=4.0,
    )
    PlaylistVersion.objects.filter(playlist=playlist, number=2).update(split=split.to_json())
    return playlist


def test_each_part_gets_its_own(torn, listed, owner) -> None:
    second = playlist_split(playlist=torn, number=2, user=owner)
    here, there = verdicts(events_of(torn)), verdicts(events_of(second))
    assert (here.accepted, there.accepted) == (set(listed[:3]), set(listed[3:5]))
    assert here.rejected == there.rejected == set(listed[5:7])
    assert second.split_from == torn
    assert "faster" in second.name
    for playlist, key in ((torn, "facet:tempo_bpm:lower"), (second, "facet:tempo_bpm:higher")):
        version = current_version(Playlist.objects.get(pk=playlist.pk))
        assert version.origin == PlaylistVersion.Origin.SPLIT
        assert key in {wish.key for wish in wishes_of(version) if wish.origin == "owner"}
        tracks = set(version.items.values_list("track_id", flat=True))
        assert verdicts(events_of(playlist)).accepted <= tracks
        assert not tracks & set(listed[5:7])


def test_clicked_twice_it_is_the_same_one(torn, owner, page) -> None:
    first = playlist_split(playlist=torn, number=2, user=owner)
    assert playlist_split(playlist=torn, number=2, user=owner) == first
    answer = page("en").post(reverse("playlists:split", args=[torn.pk]), {"version": 2})
    assert answer["Location"] == reverse("playlists:detail", args=[first.pk])
    assert Playlist.objects.count() == 2


def test_nothing_is_said_twice(torn, listed, owner) -> None:
    accepted = Verdict.objects.filter(kind="accept").count()
    playlist_split(playlist=torn, number=2, user=owner)
    assert Verdict.objects.filter(kind="accept").count() == accepted
    copies = [each for each in Verdict.objects.filter(kind="reject") if "copy_of" in each.made_with]
    assert len(copies) == 2


def test_what_is_on_air_stays(torn, owner) -> None:
    version = torn.versions.get(number=1)
    publish(store=torn.store, version=version, user=owner)
    playlist_split(playlist=torn, number=2, user=owner)
    assert torn.store.publications.get(stopped_at=None).version == version


def test_an_outdated_or_undivided_version_is_refused(torn, owner, page) -> None:
    with pytest.raises(StaleVersion):
        playlist_split(playlist=torn, number=1, user=owner)
    PlaylistVersion.objects.filter(playlist=torn, number=2).update(split=None)
    answer = page("en").post(
        reverse("playlists:split", args=[torn.pk]), {"version": 2}, follow=True
    )
    assert "does not speak of two tastes" in answer.content.decode()
    assert Playlist.objects.count() == 1


def test_keep_it_as_one(torn, listed, api, page) -> None:
    address = reverse("playlists:detail", args=[torn.pk])
    assert "You seem to want two things" in page("en").get(address).content.decode()
    page("en").post(reverse("playlists:keep_one", args=[torn.pk]))
    assert "You seem to want two things" not in page("en").get(address).content.decode()
    Playlist.objects.filter(pk=torn.pk).update(one_list_at=2)  # five verdicts ago
    assert "You seem to want two things" in page("en").get(address).content.decode()
    keep_as_one(playlist=torn)
    assert Playlist.objects.get(pk=torn.pk).one_list_at == 7


def test_two_tastes_from_the_first_click_on(api, cafe, shelf, page) -> None:
    """Nothing made up: strings and rock are kept, all else is rejected, and the page asks."""
    genres = [list(GENRES)[place] for place in synthetic_catalogue(SHELF, seed=3).genre]
    kind = {track.pk: genre for track, genre in zip(shelf, genres, strict=True)}
    calm, loud = {"strings", "ambient"}, {"rock", "metal"}
    playlist = Playlist.objects.get(pk=send_playlist(api, cafe, length=SHELF)["id"])
    answer = api.post(
        f"/api/v1/playlists/{playlist.pk}/feedback/",
        {
            "accept": [pk for pk, genre in kind.items() if genre in calm | loud],
            "reject": [pk for pk, genre in kind.items() if genre not in calm | loud],
        },
        format="json",
    )
    assert answer.status_code == 200, answer.content
    room = page("en").get(reverse("playlists:detail", args=[playlist.pk])).content.decode()
    assert "You seem to want two things" in room
    page("en").post(reverse("playlists:split", args=[playlist.pk]), {"version": 2})
    second = playlist.split_into.get()
    heard = [
        {kind[track] for track in verdicts(events_of(each)).accepted} for each in (playlist, second)
    ]
    assert heard == [calm, loud]
