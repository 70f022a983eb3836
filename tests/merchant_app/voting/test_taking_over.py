"""A member makes colleagues' votes their own: the next round decides by them."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist, Verdict
from merchant_app.playlists.services.feedback import feedback_give
from merchant_app.playlists.services.versions import current_version
from merchant_app.stores.models import Store
from merchant_app.voting.models import Voter
from merchant_app.voting.services.links import link_create
from merchant_app.voting.services.voters import voter_join
from merchant_app.voting.services.votes import Vote, vote_give
from tests.merchant_app import doors
from tests.merchant_app.doors import send_playlist

pytestmark = pytest.mark.django_db
api, shelf, grant, cafe, page = doors.api, doors.shelf, doors.grant, doors.cafe, doors.page


@pytest.fixture
def playlist(api: APIClient, cafe: Store) -> Playlist:
    return Playlist.objects.get(pk=send_playlist(api, cafe, length=6)["id"])


def ids(playlist: Playlist) -> list[int]:
    items = current_version(playlist).items.order_by("position")
    return list(items.values_list("track_id", flat=True))


def test_what_all_agree_on_and_what_one_person_said(
    playlist: Playlist, owner: User, page: object
) -> None:
    listed = ids(playlist)
    link, _secret = link_create(playlist=playlist, user=owner, days=7)
    anna, ben = (voter_join(link=link, name=name)[0] for name in ("Anna", "Ben"))
    thirds: tuple[tuple[Voter, Vote], ...] = ((anna, "accept"), (ben, "reject"))
    for voter, third in thirds:
        said: tuple[Vote, ...] = ("accept", "reject", third)
        for track_id, vote in zip(listed, said, strict=False):
            vote_give(voter=voter, track_id=track_id, vote=vote)
    client: Client = page()  # type: ignore[operator]
    url = f"/playlists/{playlist.pk}/votes/take/"
    client.post(url, {"version": "1"})
    playlist.refresh_from_db()
    assert playlist.version_number == 2
    assert listed[0] in ids(playlist)
    assert listed[1] not in ids(playlist)
    client.post(url, {"version": "1"})  # the same click again: nothing is left that all agree on
    stale = {"version": "1", "voter": ben.pk}
    assert "version 2 is the current one" in client.post(url, stale, follow=True).text
    client.post(url, {**stale, "version": "2"})
    playlist.refresh_from_db()
    assert playlist.version_number == 3
    assert listed[2] not in ids(playlist)
    mine = Verdict.objects.filter(voter=None).values_list("track_id", "kind", "user_id")
    kinds = ("accept", "reject", "reject")
    assert set(mine) == {(*each, owner.pk) for each in zip(listed, kinds, strict=False)}


def test_the_teams_own_word_stays(playlist: Playlist, owner: User, page: object) -> None:
    first = ids(playlist)[0]
    feedback_give(playlist=playlist, user=owner, accept=[first], reject=[])
    link, _secret = link_create(playlist=playlist, user=owner, days=7)
    anna, _cookie = voter_join(link=link, name="Anna")
    vote_give(voter=anna, track_id=first, vote="reject")
    client: Client = page()  # type: ignore[operator]
    url = f"/playlists/{playlist.pk}/votes/take/"
    answer = client.post(url, {"voter": anna.pk}, follow=True)
    assert "nothing to take over" in answer.text
    assert first in ids(playlist)


def test_a_voter_of_another_playlist_is_not_there(
    playlist: Playlist, owner: User, outsider: User, page: object
) -> None:
    other = Playlist.objects.create(store=playlist.store, name="Other")
    link, _secret = link_create(playlist=other, user=owner, days=7)
    voter, _cookie = voter_join(link=link, name="Anna")
    client: Client = page()  # type: ignore[operator]
    url = f"/playlists/{playlist.pk}/votes/take/"
    assert client.post(url, {"voter": voter.pk}).status_code == 404
    stranger = Client()
    stranger.force_login(outsider, backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert stranger.post(f"/playlists/voters/{voter.pk}/count/").status_code == 404
    assert Voter.objects.get().counts
