"""The shop's side: links given out and ended, votes side by side, taken over, left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from licensing.catalogue.models import Track
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist, Verdict
from merchant_app.playlists.services.versions import events_of
from merchant_app.voting import urls
from merchant_app.voting.models import Voter
from merchant_app.voting.services.links import MOST_LINKS, link_create
from merchant_app.voting.tally import tally_of
from tests.merchant_app.voting.conftest import Phone

pytestmark = pytest.mark.django_db
Phones = Callable[[str], Phone]
SignIn = Callable[[User], Client]

PEOPLE = ("anonymous", "colleague", "owner", "outsider", "editor", "operator")
CHANGE = dict(zip(PEOPLE, (302, 403, 302, 404, 403, 403), strict=True))
#: name: (method, what its address holds, who gets which answer)
TABLE = {
    "vote": ("get", "token", dict.fromkeys(PEOPLE, 200)),
    "join": ("post", "token", dict.fromkeys(PEOPLE, 302)),
    "code": ("post", "token", dict.fromkeys(PEOPLE, 302)),
    "say": ("post", "token", dict.fromkeys(PEOPLE, 403)),
    "done": ("get", "token", dict.fromkeys(PEOPLE, 302)),
    "share": ("get", "playlist", {**CHANGE, "owner": 200}),
    "end": ("post", "link", CHANGE),
    "renew": ("post", "link", CHANGE),
    "remove": ("post", "link", CHANGE),
    "count": ("post", "voter", CHANGE),
    "take": ("post", "playlist", {**CHANGE, "colleague": 302}),
    "tally": ("get", "playlist", {**CHANGE, "colleague": 200, "owner": 200}),
}


def test_every_address_is_in_the_table() -> None:
    assert {url.name for url in urls.urlpatterns} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_which_answer(
    request: pytest.FixtureRequest,
    signed_in: SignIn,
    playlist: Playlist,
    phone: Phones,
    address: str,
    name: str,
) -> None:
    phone("Anna")
    held = {
        "token": address.split("/")[2],
        "playlist": playlist.pk,
        "link": playlist.share_links.get().pk,
        "voter": Voter.objects.get().pk,
    }
    method, holds, answers = TABLE[name]
    url = reverse(f"voting:{name}", args=[held[holds]])
    for who, status in answers.items():
        client = Client() if who == "anonymous" else signed_in(request.getfixturevalue(who))
        answer = client.get(url) if method == "get" else client.post(url, {"name": who})
        assert answer.status_code == status, (who, answer.content[:300])


def test_a_link_is_shown_once_opens_and_is_ended(
    signed_in: SignIn, owner: User, playlist: Playlist
) -> None:
    client, url = signed_in(owner), f"/playlists/{playlist.pk}/share/"
    assert client.post(url, {"days": "400"}).status_code == 422
    page = client.post(url, {"days": "7"}, follow=True)
    address = page.context["address"]
    assert address in page.text
    assert 'class="qr"' in page.text
    assert " style=" not in page.text
    assert "/vote/" not in client.get(url).text
    path = address.removeprefix("http://testserver")
    assert Client().get(path).status_code == 200
    client.post(f"/playlists/links/{playlist.share_links.get().pk}/end/")
    assert Client().get(path).status_code == 410
    for _number in range(MOST_LINKS):
        link_create(playlist=playlist, user=owner, days=1)
    full = client.post(url, {"days": "1"})
    assert full.status_code == 422
    assert "10 links that work" in full.text


def test_votes_stand_apart_by_person_and_disputed_tracks_come_first(
    phone: Phones, playlist: Playlist, tracks: list[Track], owner: User, colleague: User
) -> None:
    anna, ben = phone("Anna"), phone("Ben")
    for track, his in zip(tracks, ("accept", "accept", "reject", ""), strict=True):
        anna.say(track, "accept")
        ben.say(track, his)
    tally = tally_of(playlist, tracks)
    assert [row.track.title for row in tally.tracks] == ["Cloud", "Ada", "Bell", "Dusk"]
    marks = tally.tracks[0].marks
    assert [(mark.name, mark.fits) for mark in marks] == [("Anna", True), ("Ben", False)]
    assert tally.agreed == {tracks[0].pk: True, tracks[1].pk: True}
    for user, kind in ((owner, "reject"), (colleague, "more"), (owner, "skip")):
        Verdict.objects.create(
            playlist=playlist, version_number=1, track=tracks[0], kind=kind, user=user
        )
    tally = tally_of(playlist, tracks)
    assert tally.members_disagree
    assert tally.disputed == 2
    assert [person.name for person in tally.people][:2] == ["Olga Owner", "Chen Colleague"]
    assert tally.agreed == {tracks[1].pk: True}  # the team's own word wins
    Voter.objects.filter(name="Ben").update(counts=False)
    tally = tally_of(playlist, tracks)
    assert tally.agreed == {}
    assert tally.disputed == 1
    assert (tracks[2].pk, "reject") not in {(each.id, each.kind) for each in events_of(playlist)}


def test_a_person_is_left_out_and_let_count_again(
    phone: Phones, playlist: Playlist, tracks: list[Track], signed_in: SignIn, owner: User
) -> None:
    phone("Anna").say(tracks[0], "accept")
    client, url = signed_in(owner), f"/playlists/voters/{Voter.objects.get().pk}/count/"
    client.post(url, {"counts": "no"})
    assert events_of(playlist) == []
    client.post(url, {"counts": "yes"})
    assert len(events_of(playlist)) == 1


def test_the_tally_takes_as_many_queries_for_many_as_for_one(
    phone: Phones, playlist: Playlist, tracks: list[Track], django_assert_num_queries: object
) -> None:
    for name in ("Anna", "Ben", "Cara"):
        someone = phone(name)
        for track in tracks:
            someone.say(track, "accept")
        with django_assert_num_queries(2):  # type: ignore[operator]
            tally_of(playlist, tracks)
