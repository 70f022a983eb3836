"""What is refused at the door: empty, too large, too many, and how the rest goes on."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from merchant_app.briefs.models import Brief, BriefInput
from tests.merchant_app.briefs import files
from tests.merchant_app.conftest import work
from tests.merchant_app.doors import send_brief

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.fixture
def draft(api, cafe) -> Brief:
    made = api.post(f"/api/v1/stores/{cafe.pk}/briefs/", {"draft": "true", "description": "calm"})
    return Brief.objects.get(pk=made.json()["id"])


@pytest.fixture
def small_limits(settings) -> None:
    settings.UPLOAD_LIMITS = {"audio": MEGABYTE, "photo": MEGABYTE, "playlist": MEGABYTE}


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_an_empty_brief(api, api_zh, cafe, page) -> None:
    address = f"/api/v1/stores/{cafe.pk}/briefs/"
    refused = api.post(address, {"description": "   "})
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "brief_empty"
    assert refused.json()["detail"] == "Show at least one thing: a song, a photo or a sentence."
    assert api_zh.post(address, {}).json()["detail"].startswith("请至少提供一样")
    assert not Brief.objects.exists()
    for language, says in (("en", "Show at least one thing"), ("zh-hans", "请至少提供一样")):
        browser = page(language)
        browser.get(f"/stores/{cafe.pk}/briefs/new/")
        brief = Brief.objects.get()
        shown = browser.post(f"/briefs/{brief.pk}/start/", {"text": "", "length": ""}, follow=True)
        assert says in shown.content.decode()
        brief.refresh_from_db()
        assert brief.status == Brief.Status.DRAFT


def test_an_empty_file(api, api_zh, page, cafe, draft) -> None:
    brief = send_brief(api, cafe, description="calm", seed_audio=[upload("song.mp3", b"")])
    assert brief["status"] == "ready"
    assert [(row["input"], row["code"]) for row in brief["problems"]] == [
        ("song.mp3", "file_empty")
    ]
    assert brief["problems"][0]["message"] == "song.mp3 is empty (0 bytes)."
    chinese = api_zh.get(f"/api/v1/briefs/{brief['id']}/").json()["problems"]
    assert chinese[0]["message"] == "song.mp3 是空文件（0 字节）。"
    address = f"/briefs/{draft.pk}/inputs/audio/"
    for language, says in (("en", "is empty (0 bytes)"), ("zh-hans", "是空文件（0 字节）")):
        refused = page(language).post(address, {"file": upload("song.mp3", b"")})
        assert refused.status_code == 400
        assert says in refused.json()["detail"]
    assert draft.inputs.count() == 1


@pytest.mark.usefixtures("small_limits")
def test_a_file_over_the_limit(api, api_zh, page, cafe, draft, settings) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["merchant_app.media.upload_limit.LimitedUploadHandler"]
    large = bytes(MEGABYTE * 5 // 2)
    sent = [upload("large.wav", large), upload("good.wav", files.sound(6))]
    brief = send_brief(api, cafe, description="calm", seed_audio=sent)
    assert brief["status"] == "ready"
    (problem,) = brief["problems"]
    assert problem["input"] == "large.wav"
    assert problem["message"] == "large.wav has 2.5 MB; the limit is 1 MB."
    chinese = api_zh.get(f"/api/v1/briefs/{brief['id']}/").json()["problems"]
    assert chinese[0]["message"] == "large.wav 有 2.5 MB，上限为 1 MB。"
    assert [seed["name"] for seed in brief["seeds"]] == ["good"]
    address = f"/briefs/{draft.pk}/inputs/audio/"
    for language, says in (("en", "the limit is 1 MB"), ("zh-hans", "上限为 1 MB")):
        refused = page(language).post(address, {"file": upload("large.wav", large)})
        assert refused.status_code == 400
        assert says in refused.json()["detail"]


@pytest.mark.usefixtures("small_limits")
def test_a_request_larger_than_all_uploads_together(api, api_zh, cafe) -> None:
    sent = {"seed_audio": [upload(f"{n}.wav", bytes(2 * MEGABYTE)) for n in range(6)]}
    address = f"/api/v1/stores/{cafe.pk}/briefs/"
    refused = api.post(address, sent, format="multipart")
    assert refused.status_code == 413
    assert refused["Content-Type"] == "application/problem+json"
    assert "too large" in refused.json()["detail"]
    for file in sent["seed_audio"]:
        file.seek(0)
    assert "内容太多" in api_zh.post(address, sent, format="multipart").json()["detail"]


def test_more_files_than_a_request_may_have(api, cafe) -> None:
    sent = {"photos": [upload(f"{n}.jpg", b"x") for n in range(300)], "description": "calm"}
    refused = api.post(f"/api/v1/stores/{cafe.pk}/briefs/", sent, format="multipart")
    assert refused.status_code == 413
    assert refused.json()["code"] == "request_too_large"


def test_two_hundred_files_at_once(api, api_zh, cafe, page) -> None:
    picture = files.room(40, 30)
    photos = []
    for number in range(200):
        picture.putpixel((0, 0), (number, 0, 0))
        photos.append(upload(f"photo {number}.png", files.saved(picture, "PNG")))
    answer = api.post(
        f"/api/v1/stores/{cafe.pk}/briefs/",
        {"description": "calm piano", "photos": photos, "draft": "true"},
        format="multipart",
    ).json()
    assert BriefInput.objects.exclude(status="failed").count() == 60  # the words are one of them
    (problem,) = answer["problems"]
    assert problem["message"] == (
        "141 files were not taken, from photo 59.png on: a brief takes at most 60 things."
    )
    chinese = api_zh.get(f"/api/v1/briefs/{answer['id']}/").json()["problems"]
    assert chinese[0]["message"].startswith("从 photo 59.png 起有 141 个文件未收下")
    for language, says in (("en", "at most 60 things"), ("zh-hans", "最多包含 60 项")):
        refused = page(language).post(
            f"/briefs/{answer['id']}/inputs/photo/", {"file": upload("61.jpg", b"x")}
        )
        assert refused.status_code == 400
        assert says in refused.json()["detail"]
        assert says in page(language).get(f"/briefs/{answer['id']}/").content.decode()


def test_refused_files_take_no_place_of_good_ones(api, cafe, draft, settings) -> None:
    settings.BRIEF_MAX_INPUTS = 3
    for number in range(8):
        api.post(
            f"/api/v1/briefs/{draft.pk}/inputs/",
            {"photos": [upload(f"{number}.jpg", b"")]},
            format="multipart",
        )
    assert draft.inputs.filter(status="failed").count() == 3  # the newest ones
    good = api.post(
        f"/api/v1/briefs/{draft.pk}/inputs/",
        {"photos": [upload("good.jpg", files.saved(files.room()))]},
        format="multipart",
    )
    assert good.status_code == 201
    work()
    assert draft.inputs.filter(status="ready").count() == 2


def test_nothing_added_to_a_draft(api, draft) -> None:
    refused = api.post(f"/api/v1/briefs/{draft.pk}/inputs/", {})
    assert refused.status_code == 400
    assert refused.json()["code"] == "brief_empty"


def test_when_everything_is_refused_the_draft_stays_and_each_says_why(api, cafe) -> None:
    answer = api.post(
        f"/api/v1/stores/{cafe.pk}/briefs/",
        {"photos": [upload("a.jpg", b"")], "seed_audio": [upload("b.mp3", b"")]},
        format="multipart",
    )
    assert answer.status_code == 202
    assert answer.json()["status"] == "draft"
    assert {row["input"] for row in answer.json()["problems"]} == {"a.jpg", "b.mp3"}


def test_when_nothing_can_be_used_the_brief_says_so_and_can_be_mended(
    api, api_zh, cafe, page
) -> None:
    brief = send_brief(api, cafe, photos=[upload("menu.pdf", files.PDF)])
    assert brief["status"] == "failed"
    assert [row["code"] for row in brief["problems"]] == ["brief_nothing_usable", "not_image"]
    chinese = api_zh.get(f"/api/v1/briefs/{brief['id']}/").json()["problems"]
    assert chinese[0]["message"].startswith("您提供的内容都无法使用")
    browser = page("en")
    shown = browser.get(f"/briefs/{brief['id']}/").content.decode()
    assert "None of the things you showed could be used" in shown
    browser.post(f"/briefs/{brief['id']}/reopen/")
    browser.post(f"/briefs/{brief['id']}/inputs/words/", {"text": "calm piano"})
    browser.post(f"/briefs/{brief['id']}/start/")
    work()
    assert api.get(f"/api/v1/briefs/{brief['id']}/").json()["status"] == "ready"


def test_signs_no_database_takes(page, draft) -> None:
    browser = page("en")
    for address, fields in (
        ("inputs/words/", {"text": "loud\x00 metal"}),
        ("inputs/playlist/", {"text": "A\x00 - B"}),
        ("rename/", {"name": "a\x00b"}),
    ):
        assert browser.post(f"/briefs/{draft.pk}/{address}", fields).status_code == 400
    assert draft.inputs.get().text == "calm"
    assert browser.post(f"/briefs/{draft.pk}/start/", {"length": "²" * 5000}).status_code == 302
    work()
    draft.refresh_from_db()
    assert draft.length is None
    assert draft.status == Brief.Status.READY


def test_a_body_that_is_no_form(api, cafe) -> None:
    refused = api.generic(
        "POST",
        f"/api/v1/stores/{cafe.pk}/briefs/",
        BytesIO(b'{"description": ').getvalue(),
        content_type="application/json",
    )
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
