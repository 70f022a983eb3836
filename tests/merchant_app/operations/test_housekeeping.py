"""What served only for a while is deleted by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from merchant_app.accounts.models import User
from merchant_app.operations.tasks import purge
from merchant_app.playlists.models import IdempotencyKey, Playlist, PlaylistVersion
from merchant_app.stores.models import Store

pytestmark = pytest.mark.django_db


def test_kept_answers_go_after_a_week(store: Store, owner: User) -> None:
    playlist = Playlist.objects.create(store=store, name="Day", version_number=1)
    version = PlaylistVersion.objects.create(playlist=playlist, number=1, origin="match")
    for key in ("old", "new"):
        IdempotencyKey.objects.create(user=owner, key=key, request_hash="x", version=version)
    IdempotencyKey.objects.filter(key="old").update(created_at=timezone.now() - timedelta(days=8))
    purge()
    assert [each.key for each in IdempotencyKey.objects.all()] == ["new"]


def test_ended_sessions_go() -> None:
    now = timezone.now()
    Session.objects.create(session_key="a", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="b", session_data="", expire_date=now + timedelta(days=1))
    purge()
    assert [each.session_key for each in Session.objects.all()] == ["b"]
