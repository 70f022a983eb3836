"""A forgotten password: a mail with a link that works once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings
from rest_framework.authtoken.models import Token

from merchant_app.accounts.models import User

ASK = "/account/password/reset/"
NEW = {"password1": "a fresh password", "password2": "a fresh password"}


def link() -> str:
    return next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)


def test_the_link_sets_a_new_password_and_signs_in(owner: User) -> None:
    client = Client()
    page = client.post(ASK, {"email": owner.email}, follow=True)
    assert b"We have sent a link" in page.content
    assert mail.outbox[0].subject == "Choose a new password"
    form = client.get(link(), follow=True)
    response = client.post(form.redirect_chain[-1][0], NEW, follow=True)
    assert response.status_code == 200
    owner.refresh_from_db()
    assert owner.check_password(NEW["password1"])
    assert client.get("/").status_code == 200


def test_a_new_password_ends_the_tokens_of_whoever_knew_the_old_one(owner: User) -> None:
    Token.objects.create(user=owner)
    client = Client()
    client.post(ASK, {"email": owner.email})
    form = client.get(link(), follow=True)
    client.post(form.redirect_chain[-1][0], NEW)
    assert not Token.objects.filter(user=owner).exists()

    Token.objects.create(user=owner)
    newer = {"password1": "quite another one", "password2": "quite another one"}
    client.post("/account/password/change/", {"oldpassword": NEW["password1"], **newer})
    owner.refresh_from_db()
    assert owner.check_password(newer["password1"])
    assert not Token.objects.filter(user=owner).exists()


def test_a_link_that_was_used_says_so(owner: User) -> None:
    client = Client()
    client.post(ASK, {"email": owner.email})
    form = client.get(link(), follow=True)
    client.post(form.redirect_chain[-1][0], NEW)
    page = Client().get(link(), follow=True)
    assert b"This link no longer works" in page.content


def test_passwords_that_differ_are_refused(owner: User) -> None:
    client = Client()
    client.post(ASK, {"email": owner.email})
    form = client.get(link(), follow=True)
    page = client.post(form.redirect_chain[-1][0], NEW | {"password2": "another one!"})
    assert page.context["form"].errors["password2"]


@pytest.mark.django_db
def test_an_unknown_address_learns_nothing_on_the_page() -> None:
    page = Client().post(ASK, {"email": "nobody@example.com"}, follow=True)
    assert b"We have sent a link" in page.content
    assert "/account/signup/" in mail.outbox[0].body


def test_the_mail_speaks_the_language_of_the_page(owner: User) -> None:
    Client(headers={"accept-language": "zh-CN"}).post(ASK, {"email": owner.email})
    assert mail.outbox[0].subject == "设置新密码"


def test_without_a_mail_server_the_mail_is_a_file(
    owner: User, settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "merchant_app.config.private_mail.PrivateFiles"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    Client().post(ASK, {"email": owner.email})
    (written,) = (tmp_path / "mail").iterdir()
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700
    assert written.stat().st_mode & 0o777 == 0o600
    assert "/password/reset/key/" in written.read_text()
