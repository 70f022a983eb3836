"""One person on two devices votes once; two people of one name are told apart."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from licensing.catalogue.models import Track
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist
from merchant_app.voting.models import Voter
from merchant_app.voting.services.links import link_create
from tests.merchant_app.voting.conftest import Phone

pytestmark = pytest.mark.django_db
Phones = Callable[..., Phone]


def code_of(page: str) -> str:
    found = re.search(r"device-digits num\"><span>(\d{3})</span> <span>(\d{3})</span>", page)
    assert found is not None
    return "".join(found.groups())


def test_a_second_device_goes_on_as_the_same_person(phone: Phones, tracks: list[Track]) -> None:
    anna = phone("Anna")
    anna.say(tracks[0], "accept")
    page = anna.client.post(f"{anna.address}code/").text
    assert 'class="qr"' in page
    code = code_of(page)
    tablet = Client()
    assert code in tablet.get(f"{anna.address}?code={code}").text  # as its camera opens it
    wide = f" {code[:3]} " + "".join(chr(ord(digit) + 0xFEE0) for digit in code[3:])
    tablet.post(f"{anna.address}join/", {"code": wide})
    assert "1 of 4" in tablet.get(anna.address).text
    assert Voter.objects.get().name == "Anna"
    again = Client().post(f"{anna.address}join/", {"code": code})  # it works once
    assert again.status_code == 422
    assert "not known" in again.text


def test_a_code_opens_no_other_link_and_nonsense_opens_none(
    phone: Phones, playlist: Playlist, owner: User
) -> None:
    anna = phone("Anna")
    code = code_of(anna.client.post(f"{anna.address}code/").text)
    _link, secret = link_create(playlist=playlist, user=owner, days=1)
    assert Client().post(f"/vote/{secret}/join/", {"code": code}).status_code == 422
    for nonsense in ("x", "12", "\u0661" * 6, "9" * 400):
        assert Client().post(f"{anna.address}join/", {"code": nonsense}).status_code == 422


def test_a_name_that_is_taken_is_asked_about(phone: Phones) -> None:
    phone("Anna")
    asked = phone(" anna ")
    assert asked.joined.status_code == 200  # a question, no fault
    assert "Somebody called anna votes here already." in asked.joined.text
    assert Voter.objects.count() == 1
    other = phone("anna", another="yes")
    assert "You vote as anna 2." in other.page()
