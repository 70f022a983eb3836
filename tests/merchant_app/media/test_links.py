"""Signed links: what opens, for whom, until when; and how bytes are served."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.accounts.models import Membership, User
from merchant_app.media.links import LinkEnded, link_end, read_link
from merchant_app.media.urls_signed import asset_url, evidence_url, track_url
from merchant_app.onair.models import PlayerDevice
from merchant_app.stores.models import Store
from tests.merchant_app.music_on_disk import grant_for, tone, track_with_audio

pytestmark = pytest.mark.django_db


@pytest.fixture
def track() -> Track:
    return track_with_audio("A", kind="wav")


@pytest.fixture
def grant(track: Track) -> Grant:
    return grant_for(track)


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_owner_hears_a_cleared_track(
    client: Client, track: Track, grant: Grant, store: Store, owner: User
) -> None:
    response = client.get(track_url(track, store=store, for_user=owner))
    assert response.status_code == 200
    assert response["Content-Type"] == "audio/wav"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Accept-Ranges"] == "bytes"
    assert body(response) == tone()


def test_a_deleted_grant_silences_a_link_already_given_out(
    client: Client, track: Track, grant: Grant, store: Store, owner: User
) -> None:
    url = track_url(track, store=store, for_user=owner)
    grant.delete()
    response = client.get(url)
    assert response.status_code == 403
    assert "This link has ended" in response.text


def test_an_uncleared_track_is_never_played_to_a_merchant(
    client: Client, track: Track, store: Store, owner: User
) -> None:
    assert client.get(track_url(track, store=store, for_user=owner)).status_code == 403


def test_an_editor_hears_what_is_not_cleared(
    client: Client, track: Track, editor: User, owner: User
) -> None:
    assert client.get(asset_url(track.asset, for_user=editor)).status_code == 200
    assert client.get(asset_url(track.asset, for_user=owner)).status_code == 403


def test_outsider_and_former_colleague_hear_nothing(
    client: Client, track: Track, grant: Grant, store: Store, outsider: User, colleague: User
) -> None:
    assert client.get(track_url(track, store=store, for_user=outsider)).status_code == 403
    url = track_url(track, store=store, for_user=colleague)
    assert client.get(url).status_code == 200
    Membership.objects.filter(user=colleague).delete()
    assert client.get(url).status_code == 403


def test_a_revoked_player_hears_nothing(
    client: Client, track: Track, grant: Grant, store: Store
) -> None:
    device = PlayerDevice.objects.create(store=store, name="Till")
    url = track_url(track, store=store, for_device=device)
    assert client.get(url).status_code == 200
    device.revoked_at = datetime.now(UTC)
    device.save()
    assert client.get(url).status_code == 403


def test_an_expired_and_an_altered_link_say_so(
    client: Client, track: Track, grant: Grant, store: Store, owner: User
) -> None:
    url = track_url(track, store=store, for_user=owner, seconds=60)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=100)):
        response = client.get(url)
    assert response.status_code == 403
    assert "This link has ended" in response.text
    assert client.get(url.replace(f".{store.pk}.", f".{store.pk + 1}.")).status_code == 403
    assert client.get(url + "x").status_code == 403


@pytest.mark.parametrize("token", ["", "x", "track.1.u1.1.99999999999:forged", "track.a:b", "::"])
def test_nonsense_is_no_link(token: str) -> None:
    with pytest.raises(LinkEnded):
        read_link(token)


def test_links_stay_the_same_for_a_while_so_that_browsers_can_cache() -> None:
    assert link_end(3600, now=9001.0) == link_end(3600, now=9899.0) == 13_500
    assert link_end(3600, now=9000.0) == 12_600


@pytest.mark.parametrize(
    ("headers", "status", "content_range", "slice_"),
    [
        ({}, 200, None, slice(None)),
        ({"Range": "bytes=0-9"}, 206, "bytes 0-9/{size}", slice(0, 10)),
        ({"Range": "bytes=100-"}, 206, "bytes 100-{last}/{size}", slice(100, None)),
        ({"Range": "bytes=-20"}, 206, "bytes {minus20}-{last}/{size}", slice(-20, None)),
        ({"Range": "bytes=0-3", "If-Range": '"{etag}"'}, 206, "bytes 0-3/{size}", slice(0, 4)),
        ({"Range": "bytes=0-3", "If-Range": '"another"'}, 200, None, slice(None)),
        ({"Range": "bytes=9999999-"}, 416, "bytes */{size}", slice(0, 0)),
        ({"Range": "bytes=0-1,4-5"}, 200, None, slice(None)),
        ({"If-None-Match": '"{etag}"'}, 304, None, slice(0, 0)),
        ({"If-None-Match": '"another"'}, 200, None, slice(None)),
    ],
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_ranges(
    client: Client,
    track: Track,
    grant: Grant,
    store: Store,
    owner: User,
    method: str,
    headers: dict[str, str],
    status: int,
    content_range: str | None,
    slice_: slice,
) -> None:
    content = tone()
    size = len(content)
    facts = {"size": size, "last": size - 1, "minus20": size - 20, "etag": track.asset.sha256}
    url = track_url(track, store=store, for_user=owner)
    sent = {name: value.format(**facts) for name, value in headers.items()}
    response = getattr(client, method)(url, headers=sent)
    assert response.status_code == status
    assert response.get("Content-Range") == (content_range and content_range.format(**facts))
    if status in (200, 206):
        assert int(response["Content-Length"]) == len(content[slice_])
        assert response["ETag"] == f'"{track.asset.sha256}"'
    if method == "get" and status in (200, 206):
        assert body(response) == content[slice_]


@pytest.mark.parametrize(
    ("kind", "expected"), [("wav", "audio/wav"), ("ogg", "audio/ogg"), ("flac", "audio/flac")]
)
def test_content_types(client: Client, store: Store, owner: User, kind: str, expected: str) -> None:
    track = track_with_audio("T", kind=kind)
    grant_for(track)
    assert client.get(track_url(track, store=store, for_user=owner))["Content-Type"] == expected


def test_a_vanished_file_is_not_found(
    client: Client, track: Track, grant: Grant, store: Store, owner: User
) -> None:
    url = track_url(track, store=store, for_user=owner)
    track.asset.file.storage.delete(track.asset.file.name)
    assert client.get(url).status_code == 404


def test_a_path_outside_of_the_storage_is_not_served(
    client: Client, track: Track, grant: Grant, store: Store, owner: User
) -> None:
    url = track_url(track, store=store, for_user=owner)
    type(track.asset).objects.filter(pk=track.asset_id).update(file="../../../../etc/passwd")
    assert client.get(url).status_code == 404


def test_evidence_is_for_editors_and_never_shown_as_a_page(
    client: Client, grant: Grant, editor: User, owner: User
) -> None:
    from django.core.files.base import ContentFile

    grant.evidence_file.save("contract.html", ContentFile(b"<script>alert(1)</script>"))
    assert client.get(evidence_url(grant, for_user=owner)).status_code == 403
    response = client.get(evidence_url(grant, for_user=editor))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_posting_to_a_link_is_refused(client: Client, track: Track, owner: User) -> None:
    assert client.post(asset_url(track.asset, for_user=owner)).status_code == 405
