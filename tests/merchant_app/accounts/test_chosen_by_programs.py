"""A token of somebody in two organisations: the header chooses, and only among their own."""

from __future__ import annotations

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from merchant_app.accounts.models import Membership, Organisation, User
from merchant_app.stores.models import Store

STORES = "/api/v1/stores/"


@pytest.fixture
def program(outsider: User, organisation: Organisation) -> Client:
    """The outsider's token, who joined the teahouse second."""
    Membership.objects.create(user=outsider, organisation=organisation, role="staff")
    return Client(headers={"authorization": f"Token {Token.objects.create(user=outsider).key}"})


def test_the_header_chooses_the_organisation_and_its_role(
    program: Client, organisation: Organisation, store: Store
) -> None:
    asked = {"X-Organisation": str(organisation.pk)}
    assert store.name not in program.get(STORES).content.decode()
    assert store.name in program.get(STORES, headers=asked).content.decode()
    body = {"name": "Mine", "premises_type": "cafe", "territory": "DE", "timezone": "UTC"}
    assert program.post(STORES, body, headers=asked).status_code == 403  # staff there
    assert program.post(STORES, body).status_code == 201  # owner here


def test_one_that_is_not_theirs_is_not_there(program: Client) -> None:
    strange = Organisation.objects.create(name="A third one")
    for number in (str(strange.pk), "x", "", "9" * 40):
        answer = program.get(STORES, headers={"X-Organisation": number})
        assert answer.status_code == 404, number


def test_the_description_of_the_interface_says_so() -> None:
    assert "X-Organisation" in Client().get("/api/schema/").content.decode()
