"""Signing in and out, too many wrong passwords, and the language that follows a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from merchant_app.accounts.models import User
from merchant_app.stores.models import Store

LOGIN = "/account/login/"
RIGHT = {"login": "owner@example.com", "password": "a good password"}


def test_signing_in_leads_to_the_shops_and_out_to_the_door(owner: User) -> None:
    client = Client()
    assert client.post(LOGIN, RIGHT).url == "/"  # type: ignore[attr-defined]
    assert client.get("/").status_code == 200
    assert client.get("/account/logout/").status_code == 200
    assert client.post("/account/logout/").url == LOGIN  # type: ignore[attr-defined]
    assert client.get("/").url == f"{LOGIN}?next=/"  # type: ignore[attr-defined]


def test_the_page_asked_for_comes_after_signing_in(owner: User, store: Store) -> None:
    page = reverse("stores:detail", args=[store.pk])
    client = Client()
    asked = client.get(page)
    assert client.post(asked.url, RIGHT | {"next": page}).url == page  # type: ignore[attr-defined]


def test_a_wrong_password_is_said_beside_the_form(owner: User) -> None:
    page = Client().post(LOGIN, RIGHT | {"password": "wrong"})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()


def test_too_many_wrong_passwords_shut_the_door_for_a_while(
    owner: User, settings: Settings
) -> None:
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3
    client = Client()
    answers = [client.post(LOGIN, RIGHT | {"password": "wrong"}) for _ in range(3)]
    assert answers[-1].status_code == 429
    assert b"A little slower, please" in answers[-1].content
    assert client.post(LOGIN, RIGHT).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(LOGIN, RIGHT).status_code == 302


def language_of(client: Client) -> str:
    return client.get("/team/settings/").content.decode().split('<html lang="')[1].split('"')[0]


def test_switching_is_remembered_for_the_person(owner: User) -> None:
    client = Client()
    client.post(LOGIN, RIGHT)
    assert language_of(client) == "en"
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    assert language_of(client) == "zh-Hans"
    owner.refresh_from_db()
    assert owner.language == "zh-hans"


def test_the_language_follows_to_another_browser_and_stays_after_signing_out(owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(language="zh-hans")
    client = Client(headers={"accept-language": "en"})
    client.post(LOGIN, RIGHT)
    assert language_of(client) == "zh-Hans"
    client.post("/account/logout/")
    assert "欢迎回来" in client.get(LOGIN).content.decode()


def test_a_language_we_do_not_speak_changes_nothing(
    owner: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(owner)
    client.post("/i18n/setlang/", {"language": "tlh", "next": "/"})
    assert language_of(client) == "en"


@pytest.mark.parametrize(
    "page",
    [
        "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key_done", "account_inactive",
        "account_email_verification_sent",
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_the_pages_at_the_door_are_our_own(page: str) -> None:
    assert b'class="entrance-form"' in Client().get(reverse(page)).content


@pytest.mark.parametrize("page", ["account_email", "account_change_password", "account_logout"])
def test_the_pages_about_oneself_are_our_own(
    page: str, owner: User, signed_in: Callable[[User], Client]
) -> None:
    assert b'class="entrance-form"' in signed_in(owner).get(reverse(page)).content
