"""How an installation without a demonstration gets its first account, editors and operators."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

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


def test_nobody_and_nothing_are_refused_in_words(owner: User) -> None:
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("appoint", "nobody@example.com", "--editor")
    with pytest.raises(CommandError, match="Say which duty"):
        call_command("appoint", owner.email)
