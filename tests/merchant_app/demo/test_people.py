"""The demonstration's people are made once, and never meet a merchant's own data."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from merchant_app.accounts.models import Membership, Organisation, User
from merchant_app.demo.models import Demonstration
from merchant_app.demo.people import credentials, people_create, readable_password
from merchant_app.stores.models import Store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def counts() -> list[int]:
    return [model.objects.count() for model in (User, Organisation, Membership, Store)]


def test_a_merchant_of_the_same_name_gets_no_strangers(owner: User) -> None:
    for _ in range(2):  # two of them once ended the start
        Organisation.objects.create(name="Lindenhof")
    assert people_create()
    for real in Organisation.objects.filter(name="Lindenhof")[:2]:
        assert not real.memberships.exists()
        assert not real.stores.exists()


def test_what_was_removed_or_renamed_stays_so() -> None:
    people_create()
    Store.objects.get(name="Mission Books").delete()
    Store.objects.filter(name="Café Lindenhof").update(name="Our café")
    Organisation.objects.filter(name="Lindenhof").update(name="Ours")
    User.objects.get(email="colleague@foyer.example").delete()
    User.objects.filter(email="outsider@foyer.example").update(email="maya@example.com")
    before = counts()
    assert not people_create()
    assert counts() == before
    people = credentials()
    assert "colleague" not in people
    assert people["outsider"]["email"] == "maya@example.com"


def test_people_from_before_this_was_remembered_are_taken_as_they_are() -> None:
    people_create()
    Demonstration.objects.all().delete()
    User.objects.get(email="colleague@foyer.example").delete()
    before = counts()
    assert people_create()
    assert counts() == before
    people = {"owner", "outsider", "editor", "approver", "admin", "operator"}
    assert set(credentials()) == {"url", *people}


def test_a_changed_password_is_not_printed() -> None:
    people_create()
    old = credentials()["owner"]
    user = User.objects.get(email=old["email"])
    user.set_password("another-one-entirely")
    user.save()
    out = StringIO()
    call_command("demo_credentials", stdout=out)
    assert old["password"] not in out.getvalue()
    assert out.getvalue().count("(changed)") == 1


def test_without_demo_nobody_is_made_and_it_is_said(settings, monkeypatch) -> None:
    settings.DEMO = False
    monkeypatch.setattr("merchant_app.demo.starter.COUNT", 0)  # the catalogue is another test
    call_command("load_demo", stdout=StringIO())
    assert counts() == [0, 0, 0, 0]
    out = StringIO()
    call_command("demo_credentials", stdout=out)
    assert "There are no demo accounts here" in out.getvalue()
    assert set(credentials()) == {"url"}


def test_passwords_have_50_bits_and_can_be_read_out() -> None:
    made = {readable_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 19 and password.count("-") == 3 for password in made)
