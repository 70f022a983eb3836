"""Signing up: a person, their business, then their first shop."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from merchant_app.accounts.models import Membership, User

GIVEN = {
    "name": "Nora New",
    "organisation": "Nora’s bakery",
    "email": "Nora@Example.com",
    "password1": "bread at five o'clock",
}


def sign_up(client: Client, **changes: str) -> object:
    return client.post(reverse("account_signup"), GIVEN | changes, follow=True)


@pytest.mark.django_db
def test_a_person_founds_a_business_and_goes_on_to_the_shop() -> None:
    client = Client()
    response = sign_up(client)
    assert response.redirect_chain[-1][0] == reverse("stores:create")  # type: ignore[attr-defined]
    assert b"Tell us about your first shop" in response.content  # type: ignore[attr-defined]
    member = Membership.objects.get(user__email="nora@example.com")
    assert (member.role, member.organisation.name) == ("owner", "Nora’s bakery")
    assert (member.user.name, member.user.language) == ("Nora New", "en")
    assert [message.to for message in mail.outbox] == [["nora@example.com"]]
    assert "/account/confirm-email/" in mail.outbox[0].body


@pytest.mark.django_db
def test_in_chinese_the_person_stays_chinese() -> None:
    client = Client(headers={"accept-language": "zh-CN,zh;q=0.9"})
    response = sign_up(client)
    assert "说说您的第一家店" in response.content.decode()  # type: ignore[attr-defined]
    assert User.objects.get().language == "zh-hans"
    assert mail.outbox[0].subject == "确认您的邮箱"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("organisation", "  "),
        ("email", "nobody"),
        ("password1", "short"),
        ("password1", "password12"),
    ],
)
@pytest.mark.django_db
def test_what_is_missing_is_said_and_nothing_is_kept(field: str, value: str) -> None:
    response = sign_up(Client(), **{field: value})
    assert response.context["form"].errors.get(field)  # type: ignore[attr-defined]
    assert not User.objects.exists()


def test_an_address_in_use_makes_no_second_account(owner: User) -> None:
    sign_up(Client(), email=owner.email.upper())
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_address_of_the_new_account_can_be_confirmed() -> None:
    client = Client()
    sign_up(client)
    link = next(word for word in mail.outbox[0].body.split() if "/confirm-email/" in word)
    page = client.get(link)
    assert b"is yours?" in page.content
    client.post(link)
    assert User.objects.get().emailaddress_set.get().verified  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"), [("en", "Too short: use at least 10 characters."), ("zh-hans", "太短了")]
)
def test_a_short_password_is_refused_in_the_readers_language(
    client: Client, language: str, said: str
) -> None:
    page = client.post(
        "/account/signup/",
        {"name": "Mei", "organisation": "Mei", "email": "mei@cafe.example", "password1": "qz7#k"},
        headers={"accept-language": language},
    )
    assert said in page.content.decode()
