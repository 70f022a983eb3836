"""A comparison by ear is kept with every answer: reload, another device, the end, forgetting."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from licensing.licences.models import Grant, GrantTrack
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Forgetting, Hearing, Playlist
from merchant_app.playlists.services.feedback import feedback_give
from merchant_app.playlists.services.forgetting import Scope, history_forget

pytestmark = pytest.mark.django_db


class Ears:
    """One device on the comparison of versions 1 and 2."""

    def __init__(self, client: Client, playlist: Playlist) -> None:
        self.client, self.base = client, f"/playlists/{playlist.pk}/compare/"
        self.text = client.get(f"{self.base}ear/?a=1&b=2").text
        self.pairs = re.findall(r'data-pair-of="(\d+-\d+)"', self.text)

    def say(self, *chosen: str, **more: str):  # type: ignore[no-untyped-def]
        body = {"a": 1, "b": 2, "pair": self.pairs, "chose": list(chosen), **more}
        return self.client.post(f"{self.base}ear/say/", body)

    def firsts(self, count: int) -> list[str]:
        return [pair.partition("-")[0] for pair in self.pairs[:count]]


@pytest.fixture
def ears(
    signed_in: Callable[[User], Client], owner: User, playlist: Playlist, listed: list[int]
) -> Callable[[], Ears]:
    feedback_give(playlist=playlist, user=owner, accept=[], reject=listed[:4])
    return lambda: Ears(signed_in(owner), playlist)


def test_another_device_goes_on_and_the_result_stays(
    ears: Callable[[], Ears], colleague: User, signed_in: Callable[[User], Client]
) -> None:
    phone = ears()
    count = len(phone.pairs)
    assert count >= 2
    assert phone.say(*phone.firsts(1)).status_code == 204
    desk = ears()
    assert desk.pairs == phone.pairs
    assert "You go on where you were" in desk.text
    assert f"Pair 2 of {count}" in desk.text
    assert f"1 of {count} answered" in desk.client.get(desk.base).text
    theirs = signed_in(colleague).get(f"{desk.base}ear/?a=1&b=2").text
    assert "You go on" not in theirs  # each person's own
    end = desk.say(*desk.firsts(count))
    assert "chose=" in end.headers["Location"]
    assert phone.say(*phone.firsts(1)).status_code == 204  # overtaken: the end stays
    assert phone.say(*phone.firsts(count)).status_code == 302
    assert Hearing.objects.get().finished_at is not None
    page = signed_in(colleague).get(desk.base).text
    assert "Olga Owner by ear:" in page
    assert end.headers["Location"].partition("?")[2].replace("&", "&amp;") in page
    assert "You go on" not in ears().text


def test_two_beginnings_nonsense_and_starting_again(ears: Callable[[], Ears]) -> None:
    one, other = ears(), ears()
    other.pairs = other.pairs[::-1]
    assert one.say(*one.firsts(1)).status_code == 204
    refused = other.say(*other.firsts(1))
    assert (refused.status_code, refused.json()["code"]) == (409, "hearing_elsewhere")
    assert one.say("999999").json()["code"] == "hearing_of_others"
    one.client.post(f"{one.base}ear/say/", {"a": 1, "b": 2, "pair": ["x"], "chose": ["y"]})
    assert Hearing.objects.get().chosen == [int(each) for each in one.firsts(1)]
    assert one.say("", again="yes").status_code == 302
    assert not Hearing.objects.exists()


def test_what_lost_its_right_is_not_asked(ears: Callable[[], Ears], grant: Grant) -> None:
    one = ears()
    one.say(*one.firsts(1))
    gone = one.pairs[1].split("-")
    GrantTrack.objects.filter(grant=grant, track_id__in=gone).delete()
    left = ears()
    assert left.pairs == [pair for pair in one.pairs if pair != one.pairs[1]]
    assert left.say(*left.firsts(len(left.pairs))).status_code == 302


def test_forgetting_takes_it_along(ears: Callable[[], Ears], owner: User, store: object) -> None:
    one = ears()
    one.say(*one.firsts(1))
    organisation = Hearing.objects.get().playlist.store.organisation
    scope = Scope(Forgetting.Kind.PERSON, owner.pk)
    history_forget(organisation=organisation, scope=scope, asked_by=owner)
    assert not Hearing.objects.exists()
