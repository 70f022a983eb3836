"""Fixtures every test may use. The people are always the same: owner, colleague, outsider."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from matching.encoders.base import EncoderUnavailable
from matching.profile.track import TrackProfile
from merchant_app.accounts.models import Membership, Organisation, User
from merchant_app.stores.models import Store
from tests.starter import hear_starter


@pytest.fixture(autouse=True)
def _plain_static_and_own_media(tmp_path: Path, settings: object) -> None:
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.SNAPSHOT_DIR = tmp_path / "index"  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = [  # type: ignore[attr-defined]
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]
    settings.EMAIL_BACKEND = (  # type: ignore[attr-defined]
        "django.core.mail.backends.locmem.EmailBackend"
    )


def person(email: str, name: str, **fields: object) -> User:
    return User.objects.create_user(email, "a good password", name=name, **fields)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests with transactions of their own empty every table; the record of changes lets them."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE history_change DISABLE TRIGGER history_table_stays")


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="Teahouse group")


@pytest.fixture
def owner(organisation: Organisation) -> User:
    user = person("owner@example.com", "Olga Owner")
    Membership.objects.create(user=user, organisation=organisation, role=Membership.Role.OWNER)
    return user


@pytest.fixture
def colleague(organisation: Organisation) -> User:
    user = person("colleague@example.com", "Chen Colleague")
    Membership.objects.create(user=user, organisation=organisation, role=Membership.Role.STAFF)
    return user


@pytest.fixture
def outsider(db: None) -> User:
    user = person("outsider@example.com", "Otto Outsider")
    other = Organisation.objects.create(name="Another company")
    Membership.objects.create(user=user, organisation=other, role=Membership.Role.OWNER)
    return user


@pytest.fixture
def editor(db: None) -> User:
    return person("editor@example.com", "Edda Editor", desk_role="editor")


@pytest.fixture
def viewer(db: None) -> User:
    return person("viewer@example.com", "Vera Viewer", desk_role="viewer")


@pytest.fixture
def approver(db: None) -> User:
    return person("approver@example.com", "Anna Approver", desk_role="approver")


@pytest.fixture
def admin(db: None) -> User:
    return person("admin@example.com", "Adam Admin", desk_role="admin")


@pytest.fixture
def operator(db: None) -> User:
    return person("operator@example.com", "Omar Operator", is_operator=True)


@pytest.fixture
def store(organisation: Organisation) -> Store:
    return Store.objects.create(
        organisation=organisation,
        name="Old Town teahouse",
        premises_type="tea_house",
        territory="DE",
        timezone="Europe/Berlin",
    )


@pytest.fixture
def signed_in() -> object:
    """Call with a person to get a browser signed in as them."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return sign_in


@pytest.fixture(scope="session")
def heard(pytestconfig: pytest.Config) -> dict[str, TrackProfile]:
    """The analysis of every starter track, by the hash of its file."""
    try:
        return hear_starter(pytestconfig)
    except EncoderUnavailable as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"{problem} (make models)")
