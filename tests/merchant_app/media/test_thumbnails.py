"""Previews of uploaded photos."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from licensing.catalogue.files import local_path
from matching.semantics.photo_file import PhotoProblem
from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.briefs.services.copies import brief_duplicate
from merchant_app.briefs.services.inputs import input_remove
from merchant_app.briefs.services.removal import brief_delete
from merchant_app.media.thumbnails import thumbnail_name, thumbnail_write
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


def draw(photo: BriefInput) -> None:
    """What the worker does when it read the photo."""
    with local_path(photo.file) as path:
        thumbnail_write(photo.file.name or "", path)


def sent(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


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
    photo = photo_input(store, content)
    draw(photo)
    draw(photo)  # the job may run twice
    response = client.get(photo_url(photo, for_user=owner))
    assert response["Content-Type"] == "image/webp"
    with Image.open(BytesIO(sent(response))) as picture:
        assert picture.size == size
        assert not picture.getexif()


def bomb() -> bytes:
    out = BytesIO()
    Image.new("1", (12_000, 10_000)).save(out, "PNG")
    return out.getvalue()


def postscript() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 40)).save(out, "EPS")
    return out.getvalue()


HOSTILE = [
    pytest.param(bomb, "bomb.png", id="bomb"),
    pytest.param(postscript, "shop.jpg", id="EPS named .jpg"),
    pytest.param(lambda: b"%PDF-1.7 not a picture", "shop.jpg", id="PDF named .jpg"),
]


@pytest.mark.parametrize(("content", "name"), HOSTILE)
def test_what_a_worker_refuses_has_no_thumbnail(
    client: Client, store: Store, owner: User, content: Callable[[], bytes], name: str
) -> None:
    photo = photo_input(store, content(), name)
    with pytest.raises(PhotoProblem):
        draw(photo)
    assert client.get(photo_url(photo, for_user=owner)).status_code == 404


@pytest.mark.parametrize(("content", "name"), [*HOSTILE, pytest.param(jpeg, "a.jpg", id="photo")])
def test_the_web_decodes_nothing(
    client: Client,
    store: Store,
    owner: User,
    monkeypatch: pytest.MonkeyPatch,
    content: Callable[[], bytes],
    name: str,
) -> None:
    photo = photo_input(store, content(), name)

    def decoded(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a web process decoded an upload")

    monkeypatch.setattr(Image, "open", decoded)
    assert client.get(photo_url(photo, for_user=owner)).status_code == 404
    full = client.get(photo_url(photo, for_user=owner, thumbnail=False))
    assert full["X-Content-Type-Options"] == "nosniff"


def test_photos_are_for_the_organisation(
    client: Client, store: Store, owner: User, colleague: User, outsider: User
) -> None:
    photo = photo_input(store, jpeg())
    draw(photo)
    assert client.get(photo_url(photo, for_user=outsider)).status_code == 403
    assert client.get(photo_url(photo, for_user=outsider, thumbnail=False)).status_code == 403
    full = client.get(photo_url(photo, for_user=colleague, thumbnail=False))
    assert full["Content-Type"] == "image/jpeg"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["input", "brief"])
def test_it_goes_with_its_photo(store: Store, how: str) -> None:
    photo = photo_input(store, jpeg())
    draw(photo)
    small = thumbnail_name(photo.file.name or "")
    assert default_storage.exists(small)
    if how == "input":
        input_remove(item=photo)
    else:
        brief_delete(brief=photo.brief)
    assert not default_storage.exists(small)


def test_a_copied_brief_has_thumbnails_of_its_own(
    client: Client, store: Store, owner: User
) -> None:
    photo = photo_input(store, jpeg())
    BriefInput.objects.update(status=BriefInput.Status.READY)
    draw(photo)
    twin = brief_duplicate(brief=photo.brief, user=owner).inputs.get()
    brief_delete(brief=photo.brief)
    assert client.get(photo_url(twin, for_user=owner)).status_code == 200
