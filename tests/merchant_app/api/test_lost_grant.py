"""One grant row less, and its track is gone: from match, from the list, from air, from its link."""

from __future__ import annotations

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from licensing.licences.models import Grant, GrantTrack
from merchant_app.onair.services import device_create
from merchant_app.stores.models import Store
from tests.merchant_app.conftest import work

pytestmark = pytest.mark.django_db


def grant_of_its_own(track_id: int) -> Grant:
    """The track's grant, split off so that it covers no other track."""
    grant = Grant.objects.get(tracks=track_id)
    GrantTrack.objects.filter(grant=grant, track_id=track_id).delete()
    grant.pk = None
    grant._state.adding = True
    grant.save()
    GrantTrack.objects.create(grant=grant, track_id=track_id)
    return grant


def matched(api: APIClient, store: Store) -> dict:
    sent = api.post(
        f"/api/v1/stores/{store.pk}/briefs/", {"description": "calm acoustic"}, format="multipart"
    )
    work()
    brief = api.get(f"/api/v1/briefs/{sent.json()['id']}/").json()
    assert brief["status"] == "ready", brief
    return api.get(f"/api/v1/playlists/{brief['playlist']}/").json()


def ids(playlist: dict) -> list[int]:
    return [item["track"]["id"] for item in playlist["items"]]


def on_air(token: str) -> list[int]:
    return [item["id"] for item in Client().get(f"/player/{token}/manifest/").json()["items"]]


def test_without_its_grant_a_track_vanishes_everywhere(owner, store, starter) -> None:
    store.explicit_choice = Store.Explicit.ALLOW_UNKNOWN
    store.save()
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=owner).key}")
    person = Client()
    person.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    player = device_create(store=store, name="Counter")

    playlist = matched(api, store)
    first = playlist["items"][0]["track"]
    grant = grant_of_its_own(first["id"])
    link = first["audio_url"].replace("http://testserver", "")
    assert first["id"] in ids(matched(api, store))
    assert api.post(f"/api/v1/playlists/{playlist['id']}/publish/").status_code == 200
    assert first["id"] in on_air(player.token)
    assert person.get(link, HTTP_RANGE="bytes=0-99").status_code == 206

    grant.delete()

    cleared = api.get(f"/api/v1/tracks/?cleared_for={store.pk}").json()
    assert first["id"] not in [row["id"] for row in cleared["results"]]
    assert cleared["count"] == 27
    assert first["id"] not in ids(matched(api, store))
    assert first["id"] not in on_air(player.token)
    assert len(on_air(player.token)) == len(playlist["items"]) - 1
    assert person.get(link, HTTP_RANGE="bytes=0-99").status_code == 403
    shown = api.get(f"/api/v1/playlists/{playlist['id']}/").json()["items"][0]
    assert shown["track"]["id"] == first["id"]
    assert not shown["licence"]["allowed"]
    assert shown["track"]["audio_url"] == ""
    again = api.post(
        f"/api/v1/playlists/{playlist['id']}/feedback/", {"accept": [first["id"]]}, format="json"
    ).json()
    assert first["id"] not in ids(again)
