"""Descriptions that are too long, without words, or in neither language."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from merchant_app.briefs.models import Brief
from tests.merchant_app.briefs import files
from tests.merchant_app.conftest import work
from tests.merchant_app.doors import send_brief

pytestmark = pytest.mark.django_db

LONG = " ".join(f"Guest {n} stays for hours over one cup of tea and reads." for n in range(1780))
CASES = {
    "100,000 characters": (LONG, "The description is very long", "描述很长", True),
    "emoji": ("🍵🌿😌 ✨✨", "There are no words", "描述里没有文字", False),
    "emoji with words": ("🍵 quiet piano 🎹", "", "", True),
    "neither language": (
        "Ein ruhiges Teehaus mit Klaviermusik am Nachmittag",
        "in neither English nor Chinese",
        "既不是英文也不是中文",
        True,
    ),
}


def good_song() -> SimpleUploadedFile:
    return SimpleUploadedFile("good.wav", files.sound(6))


@pytest.mark.parametrize(("text", "en", "zh", "used"), CASES.values(), ids=CASES)
def test_through_the_interface_for_programs(api, api_zh, cafe, text, en, zh, used) -> None:
    assert 0 < len(text) <= 110_000
    brief = send_brief(api, cafe, description=text, seed_audio=[good_song()])
    assert brief["status"] == "ready"
    assert [seed["outcome"] for seed in brief["seeds"]] == ["analysed"]
    assert en in " ".join(row["message"] for row in brief["problems"])
    chinese = api_zh.get(f"/api/v1/briefs/{brief['id']}/").json()["problems"]
    assert zh in " ".join(row["message"] for row in chinese)
    words = Brief.objects.get().inputs.get(kind="words")
    assert words.status == ("ready" if used else "failed")


@pytest.mark.parametrize(("text", "en", "zh", "used"), CASES.values(), ids=CASES)
def test_through_the_page(page, cafe, text, en, zh, used) -> None:
    browser = page("en")
    browser.get(f"/stores/{cafe.pk}/briefs/new/")
    brief = Brief.objects.get()
    assert browser.post(f"/briefs/{brief.pk}/inputs/words/", {"text": text}).status_code == 200
    browser.post(f"/briefs/{brief.pk}/inputs/audio/", {"file": good_song()})
    work()
    assert en in browser.get(f"/briefs/{brief.pk}/").content.decode()
    chinese = page("zh-hans").get(f"/briefs/{brief.pk}/").content.decode()
    assert zh in chinese
    assert "good.wav" in chinese


def test_words_beyond_the_limit(api, api_zh, page, cafe) -> None:
    brief = send_brief(api, cafe, description="a" * 200_001, seed_audio=[good_song()])
    assert brief["status"] == "ready"
    assert "200001 characters; the limit is 200000" in brief["problems"][0]["message"]
    chinese = api_zh.get(f"/api/v1/briefs/{brief['id']}/").json()["problems"]
    assert "上限为 200000" in chinese[0]["message"]
    draft = api.post(f"/api/v1/stores/{cafe.pk}/briefs/", {"description": "calm", "draft": "1"})
    address = f"/briefs/{draft.json()['id']}/inputs/words/"
    refused = page("zh-hans").post(address, {"text": "a" * 200_001})
    assert "上限为 200000" in refused.content.decode()
    assert Brief.objects.get(pk=draft.json()["id"]).inputs.get().text == "calm"


def test_words_alone_that_say_nothing(api, page, cafe) -> None:
    brief = send_brief(api, cafe, description="🍵🌿😌")
    assert brief["status"] == "failed"
    assert [row["code"] for row in brief["problems"]] == ["brief_nothing_usable", "no_words"]
    shown = page("zh-hans").get(f"/briefs/{brief['id']}/").content.decode()
    assert "描述里没有文字" in shown
