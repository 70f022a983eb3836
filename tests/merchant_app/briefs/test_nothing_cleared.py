"""A store that may play nothing is told which rule leaves out how many."""

from __future__ import annotations

import pytest

from licensing.licences.models import Grant
from merchant_app.stores.models import BlockedTrack, Store
from tests.merchant_app.doors import send_brief
from tests.merchant_app.music_on_disk import grant_for

pytestmark = pytest.mark.django_db


def told(api, api_zh, page, store) -> tuple[str, str]:
    """What the interface says in both languages; the page must say the same."""
    brief = send_brief(api, store, description="calm piano")
    assert brief["status"] == "failed"
    assert brief["playlist"] is None
    (problem,) = brief["problems"]
    (chinese,) = api_zh.get(f"/api/v1/briefs/{brief['id']}/").json()["problems"]
    for language, message in (("en", problem["message"]), ("zh-hans", chinese["message"])):
        shown = page(language).get(f"/briefs/{brief['id']}/").content.decode()
        assert message in shown.replace("&#x27;", "'")
        assert "calm piano" in shown
    return problem["message"], chinese["message"]


def test_rules_and_numbers_are_named(api, api_zh, page, store, shelf) -> None:
    grant_for(*shelf[:4], territories_in=["CN"])
    grant_for(*shelf[4:10], premises=["spa"])
    grant_for(shelf[10], status=Grant.Status.EXPIRED)
    english, chinese = told(api, api_zh, page, store)
    assert english.startswith("No track of the catalogue may be played in this store: ")
    assert "4 not granted for this country" in english
    assert "6 not granted for this kind of premises" in english
    assert "13 without any grant" in english
    assert chinese.startswith("曲库中没有曲目可以在本店播放：")
    assert "4 首未授权在该国家或地区使用" in chinese
    assert "13 首没有任何授权" in chinese


def test_the_stores_own_choices_count_what_the_rights_allow(
    api, api_zh, page, store, shelf
) -> None:
    grant_for(*shelf[:3])
    BlockedTrack.objects.create(store=store, track=shelf[0])
    for track in shelf[1:]:
        track.explicit = "unknown"
        track.save()
    english, chinese = told(api, api_zh, page, store)
    assert "3 blocked by the store's own lists and its choice on explicit lyrics" in english
    assert "21 without any grant" in english
    assert "3 首被门店的屏蔽名单或歌词设置排除" in chinese
    store.explicit_choice = Store.Explicit.ALLOW_UNKNOWN
    store.save()
    assert send_brief(api, store, description="calm piano")["status"] == "ready"


def test_an_empty_catalogue_is_no_matter_of_rights(api, api_zh, page, store) -> None:
    english, chinese = told(api, api_zh, page, store)
    assert english == "The catalogue is still being analysed. Try again in a minute."
    assert chinese == "曲库还在分析中，请过一分钟再试。"


def test_fewer_cleared_than_asked_for(api, store, shelf) -> None:
    grant_for(*shelf[:5])
    brief = send_brief(api, store, description="calm piano", length=20)
    assert brief["status"] == "ready"
    assert [row["code"] for row in brief["problems"]] == ["few_cleared_tracks"]
    shown = api.get(f"/api/v1/playlists/{brief['playlist']}/").json()
    assert len(shown["items"]) == 5
