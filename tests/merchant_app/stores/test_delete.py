"""Deleting a store: only with its name, and with everything of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.playlists.models import Playlist
from merchant_app.stores.models import Store

SignIn = Callable[[User], Client]


@pytest.mark.parametrize("typed", ["", "Old Town", "Harbour café"])
def test_without_the_name_nothing_happens(
    typed: str, owner: User, store: Store, signed_in: SignIn
) -> None:
    page = signed_in(owner).post(f"/stores/{store.pk}/delete/", {"name": typed})
    assert page.status_code == 422
    assert Store.objects.filter(pk=store.pk).exists()


def test_the_name_takes_everything_with_it(
    owner: User,
    store: Store,
    playlist: Callable,
    player: Callable,
    signed_in: SignIn,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    brief = Brief.objects.create(store=store, name="Quiet afternoons")
    upload = BriefInput.objects.create(
        brief=brief, kind="photo", file=ContentFile(b"photo", name="shop.jpg")
    )
    playlist(store, on_air=True)
    player(store)
    page = signed_in(owner).get(f"/stores/{store.pk}/delete/")
    assert (page.context["playlists"], page.context["briefs"]) == (1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in(owner).post(
            f"/stores/{store.pk}/delete/", {"name": "old town  TEAHOUSE"}
        )
    assert response.url == "/"  # type: ignore[attr-defined]
    assert not Store.objects.exists()
    assert not Playlist.objects.exists()
    assert not default_storage.exists(upload.file.name)
