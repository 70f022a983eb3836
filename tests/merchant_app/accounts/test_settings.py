"""Settings of a person and their organisation, and the API token that is shown once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from rest_framework.authtoken.models import Token

from merchant_app.accounts.models import Organisation, User

SignIn = Callable[[User], Client]
PAGE = "/team/settings/"


def test_name_and_language(colleague: User, signed_in: SignIn) -> None:
    client = signed_in(colleague)
    sent = {"form": "person", "person-name": "Chen Wei", "person-language": "zh-hans"}
    page = client.post(PAGE, sent, follow=True)
    assert "已保存。" in page.content.decode()
    colleague.refresh_from_db()
    assert (colleague.name, colleague.language) == ("Chen Wei", "zh-hans")


def test_a_person_needs_a_name(colleague: User, signed_in: SignIn) -> None:
    sent = {"form": "person", "person-name": " ", "person-language": "en"}
    page = signed_in(colleague).post(PAGE, sent)
    assert page.status_code == 422
    colleague.refresh_from_db()
    assert colleague.name == "Chen Colleague"


def test_the_owner_sets_name_and_retention(
    owner: User, organisation: Organisation, signed_in: SignIn
) -> None:
    sent = {
        "form": "organisation",
        "organisation-name": "Tea & co",
        "organisation-retention_days": "7",
    }
    assert signed_in(owner).post(PAGE, sent).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.name, organisation.retention_days) == ("Tea & co", 7)


@pytest.mark.parametrize("days", ["0", "366", "soon", ""])
def test_days_that_cannot_be_are_refused(days: str, owner: User, signed_in: SignIn) -> None:
    sent = {"form": "organisation", "organisation-name": "X", "organisation-retention_days": days}
    page = signed_in(owner).post(PAGE, sent)
    assert page.status_code == 422
    assert page.context["organisation_form"].errors["retention_days"]


def test_staff_cannot_change_the_organisation(
    colleague: User, organisation: Organisation, signed_in: SignIn
) -> None:
    sent = {"form": "organisation", "organisation-name": "Mine", "organisation-retention_days": "1"}
    assert signed_in(colleague).post(PAGE, sent).status_code == 403
    assert "organisation_form" in signed_in(colleague).get(PAGE).context
    organisation.refresh_from_db()
    assert organisation.name == "Teahouse group"


def test_a_token_is_shown_once_and_replaced(owner: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    page = client.post("/team/settings/token/", follow=True)
    first = Token.objects.get(user=owner).key
    assert first in page.content.decode()
    assert first not in client.get(PAGE).content.decode()
    client.post("/team/settings/token/")
    assert Token.objects.get(user=owner).key != first
    client.post("/team/settings/token/", {"withdraw": "1"})
    assert not Token.objects.filter(user=owner).exists()


def change_address(client: Client, email: str = "olga@example.net") -> str:
    """Ask for another address; returns the link in the mail that goes there."""
    client.post("/account/email/", {"email": email, "action_add": ""})
    message = next(message for message in mail.outbox if message.to == [email])
    return next(word for word in message.body.split() if "/confirm-email/" in word)


def test_a_new_address_counts_once_it_is_confirmed(owner: User) -> None:
    client = Client()
    client.post("/account/login/", {"login": owner.email, "password": "a good password"})
    link = change_address(client)
    owner.refresh_from_db()
    assert owner.email == "owner@example.com"
    client.post(link)
    owner.refresh_from_db()
    assert owner.email == "olga@example.net"


def test_a_change_of_address_can_be_given_up(owner: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    link = change_address(client)
    client.post("/account/email/", {"email": "olga@example.net", "action_remove": ""})
    client.post(link)
    owner.refresh_from_db()
    assert owner.email == "owner@example.com"


def test_the_second_thought_about_an_address_wins(owner: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    first = change_address(client, "typo@example.net")
    second = change_address(client)
    client.post(first)
    client.post(second)
    owner.refresh_from_db()
    assert owner.email == "olga@example.net"
