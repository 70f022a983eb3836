"""Previews of uploaded photos."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.media.urls_signed import photo_url
from merchant_app.stores.models import Store

pytestmark = pytest.mark.django_db


def photo_input(store: Store, content: bytes, name: str = "shop.jpg") -> BriefInput:
    brief = Brief.objects.create(store=store, name="b")
    photo = BriefInput(brief=brief, kind="photo", original_name=name, bytes=len(content))
    photo.file.save(name, ContentFile(content))
    return photo


def jpeg(mode: str = "RGB", size: tuple[int, int] = (1200, 600), orientation: int = 1) -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Secret Camera"
    Image.new(mode, size).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (jpeg(), (480, 240)),
        (jpeg("CMYK"), (480, 240)),
        (jpeg(orientation=6), (240, 480)),
        (jpeg(size=(100, 50)), (100, 50)),
    ],
)
def test_a_thumbnail_is_small_upright_and_without_metadata(
    client: Client, store: Store, owner: User, content: bytes, size: tuple[int, int]
) -> None:
    response = client.get(photo_url(photo_input(store, content), for_user=owner))
    assert response["Content-Type"] == "image/webp"
    with Image.open(BytesIO(response.content)) as picture:
        assert picture.size == size
        assert not picture.getexif()


def test_what_is_no_picture_has_no_thumbnail(client: Client, store: Store, owner: User) -> None:
    photo = photo_input(store, b"%PDF-1.7 not a picture")
    assert client.get(photo_url(photo, for_user=owner)).status_code == 404


def test_a_bomb_is_not_opened(client: Client, store: Store, owner: User) -> None:
    out = BytesIO()
    Image.new("1", (12_000, 10_000)).save(out, "PNG")
    photo = photo_input(store, out.getvalue(), "bomb.png")
    assert client.get(photo_url(photo, for_user=owner)).status_code == 404


def test_photos_are_for_the_organisation(
    client: Client, store: Store, owner: User, colleague: User, outsider: User
) -> None:
    photo = photo_input(store, jpeg())
    assert client.get(photo_url(photo, for_user=outsider)).status_code == 403
    assert client.get(photo_url(photo, for_user=outsider, thumbnail=False)).status_code == 403
    full = client.get(photo_url(photo, for_user=colleague, thumbnail=False))
    assert full["Content-Type"] == "image/jpeg"


def test_a_deleted_photo_shows_nothing_even_when_its_thumbnail_was_cached(
    client: Client, store: Store, owner: User
) -> None:
    photo = photo_input(store, jpeg())
    url = photo_url(photo, for_user=owner)
    assert client.get(url).status_code == 200
    photo.file.delete()
    assert client.get(url).status_code == 404
