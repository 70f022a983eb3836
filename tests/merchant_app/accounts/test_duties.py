"""How an installation without a demonstration gets its first account, editors and operators."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from licensing.history.models import Change
from merchant_app.accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_first_account_opens_the_desk_and_the_operators_page(monkeypatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a good password")
    call_command("createsuperuser", email="first@example.com", interactive=False, stdout=StringIO())
    client = Client()
    sent = {"login": "first@example.com", "password": "a good password"}
    assert client.post("/account/login/", sent).status_code == 302
    assert client.get("/desk/tracks/").status_code == 200
    assert client.get("/operations/").status_code == 200


def test_people_are_appointed_and_released(owner: User) -> None:
    out = StringIO()
    call_command("appoint", "Owner@example.com", "--editor", "--operator", stdout=out)
    owner.refresh_from_db()
    assert (owner.desk_role, owner.is_editor, owner.is_operator) == ("editor", True, True)
    call_command("appoint", owner.email, "--editor", "--withdraw", stdout=out)
    owner.refresh_from_db()
    assert (owner.desk_role, owner.is_editor, owner.is_operator) == ("", False, True)
    call_command("appoint", owner.email, "--desk", "viewer", stdout=out)
    owner.refresh_from_db()
    assert (owner.desk_role, owner.is_editor, owner.is_operator) == ("viewer", False, True)
    assert out.getvalue().splitlines() == [
        "owner@example.com: editor, operator",
        "owner@example.com: operator",
        "owner@example.com: viewer, operator",
    ]
    recorded = Change.objects.filter(action="desk.appoint").order_by("pk")
    assert [change.after["desk_role"] for change in recorded] == ["editor", "", "viewer"]


def test_administrators_of_the_desk_appoint(admin, approver, owner, signed_in) -> None:
    client: Client = signed_in(admin)
    address = reverse("accounts:desk")
    assert str(approver) in client.get(address).content.decode()
    sent = {"email": owner.email.upper(), "role": "editor", "why": "helps with the spring list"}
    assert client.post(address, sent).status_code == 302
    owner.refresh_from_db()
    assert owner.desk_role == "editor"
    last = Change.objects.latest("pk")
    assert (last.actor, last.why) == (admin, "helps with the spring list")
    assert client.post(address, {"email": owner.email, "role": ""}).status_code == 302
    owner.refresh_from_db()
    assert owner.desk_role == ""
    for email in ("nobody@example.com", admin.email):
        assert client.post(address, {"email": email, "role": "viewer"}).status_code == 422
    admin.refresh_from_db()
    assert admin.desk_role == "admin"
    assert signed_in(approver).get(address).status_code == 403


def test_nobody_and_nothing_are_refused_in_words(owner: User) -> None:
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("appoint", "nobody@example.com", "--editor")
    with pytest.raises(CommandError, match="Say which duty"):
        call_command("appoint", owner.email)
