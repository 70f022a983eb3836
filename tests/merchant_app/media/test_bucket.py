"""Files in an object store, served through our own addresses; against a server that speaks S3."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import boto3
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from moto.server import ThreadedMotoServer
from PIL import Image

from licensing.catalogue.files import local_path
from licensing.catalogue.models import Track
from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.briefs.services.removal import stored_upload_delete
from merchant_app.media.thumbnails import thumbnail_write
from merchant_app.media.urls_signed import photo_url, track_url
from merchant_app.stores.models import Store
from tests.merchant_app.music_on_disk import grant_for, tone, track_with_audio

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def _in_a_bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket="foyer")
    monkeypatch.setattr(settings.ENV, "MEDIA_STORAGE", "s3")  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "default": {
            "BACKEND": "merchant_app.media.bucket.BucketStorage",
            "OPTIONS": {"bucket_name": "foyer", "endpoint_url": endpoint, "default_acl": None},
        },
    }


@pytest.fixture
def track() -> Track:
    made = track_with_audio("A", kind="wav")
    grant_for(made)
    return made


def sent(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("headers", "status", "slice_"),
    [
        ({}, 200, slice(None)),
        ({"Range": "bytes=0-9"}, 206, slice(0, 10)),
        ({"Range": "bytes=100-"}, 206, slice(100, None)),
        ({"Range": "bytes=-20"}, 206, slice(-20, None)),
        ({"Range": "bytes=9999999-"}, 416, None),
    ],
)
def test_ranges_are_read_from_the_store(
    client: Client,
    track: Track,
    store: Store,
    owner: User,
    headers: dict[str, str],
    status: int,
    slice_: slice | None,
) -> None:
    response = client.get(track_url(track, store=store, for_user=owner), headers=headers)
    assert response.status_code == status
    assert "Location" not in response
    if slice_:
        assert sent(response) == tone()[slice_]
        assert int(response["Content-Length"]) == len(tone()[slice_])


def test_only_the_part_asked_for_is_fetched(track: Track, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    events = default_storage.connection.meta.client.meta.events  # type: ignore[attr-defined]
    events.register(
        "before-call.s3.GetObject", lambda params, **_: asked.append(params["headers"]["Range"])
    )
    blocks = default_storage.blocks(track.asset.file.name, 10, 19)  # type: ignore[union-attr,attr-defined]
    assert b"".join(blocks) == tone()[10:20]
    assert asked == ["bytes=10-19"]


def test_a_vanished_file_is_not_found(
    client: Client, track: Track, store: Store, owner: User
) -> None:
    default_storage.delete(track.asset.file.name)  # type: ignore[union-attr]
    assert client.get(track_url(track, store=store, for_user=owner)).status_code == 404


def test_a_worker_reads_a_copy_on_its_own_disk(track: Track) -> None:
    with local_path(track.asset.file) as path:  # type: ignore[union-attr]
        assert path.read_bytes() == tone()
        assert path.suffix == ".wav"
    assert not path.exists()


def test_photos_and_their_thumbnails(client: Client, store: Store, owner: User) -> None:
    out = BytesIO()
    Image.new("RGB", (800, 600)).save(out, "JPEG")
    photo = BriefInput(
        brief=Brief.objects.create(store=store, name="b"), kind="photo", original_name="a.jpg"
    )
    photo.file.save("a.jpg", ContentFile(out.getvalue()))
    with local_path(photo.file) as path:
        thumbnail_write(photo.file.name or "", path)
    small = client.get(photo_url(photo, for_user=owner))
    with Image.open(BytesIO(sent(small))) as picture:
        assert picture.size == (480, 360)
    stored_upload_delete(photo.file.name or "")
    assert client.get(photo_url(photo, for_user=owner)).status_code == 404


def test_the_policy_needs_no_other_host() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["media-src"] == ["'self'", "blob:"]
    assert policy["connect-src"] == ["'self'"]
