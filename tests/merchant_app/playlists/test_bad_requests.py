"""Rounds and wishes that cannot be met: refused with a sentence, nothing changed."""

from __future__ import annotations

import pytest

from merchant_app.playlists.models import PlaylistVersion, Verdict

pytestmark = pytest.mark.django_db

NEVER = 999_999


@pytest.mark.parametrize(
    ("said", "code", "en", "zh"),
    [
        (lambda ids: {}, "nothing_said", "Accept or reject at least one", "请至少对一首曲目"),
        (
            lambda ids: {"accept": ids[:1], "reject": ids[:1]},
            "accept_and_reject", "both accepted and rejected", "同时被选为保留和不要",
        ),
        (lambda ids: {"accept": [NEVER]}, "not_in_playlist", "never in this", "从未出现"),
        (lambda ids: {"accept": [2**63 - 1]}, "not_in_playlist", "never in this", "从未出现"),
        (lambda ids: {"accept": [2**70]}, "invalid", "Some fields", "有些字段填写有误"),
        (lambda ids: {"accept": ["x"]}, "invalid", "Some fields", "有些字段填写有误"),
        (lambda ids: {"accept": list(range(1, 502))}, "too_much_said", "501 answers", "501 项选择"),
    ],
)  # fmt: skip
def test_rounds(api, api_zh, playlist, listed, said, code, en, zh) -> None:
    address = f"/api/v1/playlists/{playlist.pk}/feedback/"
    refused = api.post(address, said(listed), format="json")
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == code
    assert en in refused.json()["detail"]
    assert zh in api_zh.post(address, said(listed), format="json").json()["detail"]
    assert not Verdict.objects.exists()
    assert PlaylistVersion.objects.count() == 1


def test_rejecting_everything_says_what_helps_and_loses_nothing(
    api, api_zh, page, playlist, listed, grant
) -> None:
    grant.tracks.set(listed)
    address = f"/api/v1/playlists/{playlist.pk}/feedback/"
    refused = api.post(address, {"reject": listed}, format="json")
    assert refused.status_code == 409
    assert refused.json()["code"] == "nothing_left"
    assert (
        "都被选为不要" in api_zh.post(address, {"reject": listed}, format="json").json()["detail"]
    )
    for language, says in (("en", "was rejected"), ("zh-hans", "都被选为不要")):
        shown = page(language).post(
            f"/playlists/{playlist.pk}/feedback/",
            {"reject": listed},
            headers={"HX-Request": "true"},
        )
        assert shown.status_code == 200
        assert says in shown.content.decode()
    # Said four times, on record once; the list they were shown stays until one is taken back.
    assert sorted(Verdict.objects.values_list("track_id", "kind")) == [
        (track, "reject") for track in sorted(listed)
    ]
    assert PlaylistVersion.objects.count() == 1


@pytest.mark.parametrize("junk", ["²", "-1", "1" * 5000, "x", "９"])
def test_the_page_shrugs_at_junk(page, playlist, listed, junk) -> None:
    browser = page("en")
    base = f"/playlists/{playlist.pk}"
    for address, fields in (
        ("feedback/", {"accept": [junk, str(listed[0])], "version": junk, "key": "a\x07b"}),
        ("length/", {"length": junk}),
        ("wish/", {"wish": f"{junk}|{junk}", "action": junk}),
        ("rename/", {"name": f"{junk}\x07"}),
    ):
        assert browser.post(f"{base}/{address}", fields).status_code == 302, address
    assert browser.post(f"{base}/block/", {"track": junk}).status_code == 404
    assert browser.get(f"{base}/?version={junk}").status_code in (200, 404)


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "9" * 40])
def test_versions_that_are_not_there(api, playlist, number) -> None:
    missing = api.get(f"/api/v1/playlists/{playlist.pk}/?version={number}")
    assert missing.status_code == 404
    assert missing.json()["code"] == "no_such_version"


@pytest.mark.parametrize(
    ("wish", "status", "code", "zh"),
    [
        ({"key": "tag:bagpipes of doom"}, 400, "unknown_wish", "不是可以提出的要求"),
        ({"key": "facet:colour:lower"}, 400, "unknown_wish", "不是可以提出的要求"),
        ({"key": "facet:tempo_bpm"}, 400, "unknown_wish", "不是可以提出的要求"),
        ({"key": "rm -rf"}, 400, "invalid", "有些字段填写有误"),
        ({"key": "tag:harp", "strength": "nan"}, 400, "invalid", "有些字段填写有误"),
        ({"key": "tag:harp", "strength": 3}, 400, "invalid", "有些字段填写有误"),
        ({"key": "tag:harp", "removed": True}, 400, "no_such_wish", "没有要求"),
    ],
)
def test_wishes(api, api_zh, playlist, wish, status, code, zh) -> None:
    address = f"/api/v1/playlists/{playlist.pk}/wishes/"
    refused = api.post(address, wish, format="json")
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert zh in api_zh.post(address, wish, format="json").json()["detail"]
    assert PlaylistVersion.objects.count() == 1


def wish_of(answer, key: str) -> dict:
    return next(wish for wish in answer.json()["intent"] if wish["key"] == key)


def test_a_facets_key_says_its_direction(api, playlist) -> None:
    address = f"/api/v1/playlists/{playlist.pk}/wishes/"
    slower = api.post(address, {"key": "facet:tempo_bpm:lower"}, format="json")
    assert wish_of(slower, "facet:tempo_bpm:lower")["direction"] == -1
    faster = api.post(address, {"key": "facet:tempo_bpm:higher"}, format="json")
    keys = {wish["key"] for wish in faster.json()["intent"] if wish["origin"] == "owner"}
    assert keys == {"facet:tempo_bpm:higher"}  # one of the two, not both


def test_locking_keeps_the_strength_and_unlocking_gives_it_free(api, playlist) -> None:
    address = f"/api/v1/playlists/{playlist.pk}/wishes/"
    known = api.get(f"/api/v1/playlists/{playlist.pk}/").json()["intent"][0]
    asked = {"key": known["key"], "direction": known["direction"], "locked": True}
    locked = wish_of(api.post(address, asked, format="json"), known["key"])
    assert locked["locked"]
    assert locked["strength"] == pytest.approx(known["strength"], abs=0.01)
    free = wish_of(api.post(address, {**asked, "locked": False}, format="json"), known["key"])
    assert not free["locked"]
