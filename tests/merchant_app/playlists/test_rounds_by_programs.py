"""Rounds through the interface for programs: every kind of answer, and what comes back."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache

from licensing.catalogue.indexing import index_refresh
from licensing.catalogue.models import Track
from licensing.licences.models import GrantTrack
from merchant_app.api.playlists import RoundThrottle
from merchant_app.playlists.models import Playlist, Verdict
from tests.merchant_app.doors import api_of, send_playlist

pytestmark = pytest.mark.django_db


def post(api, playlist: Playlist, what: str, said: dict, key: str = ""):
    headers = {"Idempotency-Key": key} if key else {}
    address = f"/api/v1/playlists/{playlist.pk}/{what}/"
    return api.post(address, said, format="json", headers=headers)


def listed_in(answer) -> list[int]:
    return [item["track"]["id"] for item in answer.json()["items"]]


def test_every_kind_of_answer(api, playlist, listed) -> None:
    said = {
        "more": [listed[0]],
        "less": [listed[1]],
        "skip": [listed[2]],
        "verdicts": [{"track": listed[3], "kind": "accept", "click": "c", "heard_ms": 9000}],
        "version": 1,
    }
    answer = post(api, playlist, "feedback", said)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["version"] == 2
    assert {listed[0], listed[3]} <= set(listed_in(answer))
    assert listed[1] not in listed_in(answer)
    assert set(Verdict.objects.values_list("track_id", "kind")) == {
        (listed[0], "more"), (listed[1], "less"), (listed[2], "skip"), (listed[3], "accept"),
    }  # fmt: skip
    assert set(body) >= {"sureness", "held_back", "widen", "split", "left"}
    assert all({"chance", "shown_with"} <= set(item) for item in body["items"])
    assert all("taught_by" in wish for wish in body["intent"])


def test_storing_alone_and_taking_back(api, colleague, playlist, listed) -> None:
    stored = post(api, playlist, "feedback", {"reject": [listed[0]], "round": False})
    assert stored.json()["version"] == 1
    assert post(api, playlist, "feedback", {"round": True}).json()["version"] == 2
    nobody = post(api_of(colleague), playlist, "undo", {})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nothing_to_undo")
    back = post(api, playlist, "undo", {"track": listed[0], "version": 2}, key="u")
    assert (back.status_code, listed_in(back)) == (200, listed)
    assert post(api, playlist, "undo", {"track": listed[0], "version": 2}, key="u").json()[
        "version"
    ] == 3  # fmt: skip


def test_five_hundred_answers_at_once_and_one_more(api, playlist, listed) -> None:
    verdicts = [
        {"track": listed[place % 8], "kind": ("accept", "reject")[place // 8 % 2]}
        for place in range(501)
    ]
    refused = post(api, playlist, "feedback", {"verdicts": verdicts})
    assert (refused.status_code, refused.json()["code"]) == (400, "too_much_said")
    assert "501" in refused.json()["detail"]
    assert not Verdict.objects.exists()
    assert post(api, playlist, "feedback", {"verdicts": verdicts[:500]}).status_code == 200
    assert Verdict.objects.count() == 500


def test_a_track_that_lost_its_licence_meanwhile_is_taste_alone(
    api, page, playlist, listed, grant
) -> None:
    GrantTrack.objects.filter(grant=grant, track_id=listed[0]).delete()
    answer = post(api, playlist, "feedback", {"accept": listed[:2], "version": 1})
    assert answer.status_code == 200
    assert listed[1] in listed_in(answer)
    assert listed[0] not in listed_in(answer)
    (left,) = answer.json()["left"]
    assert left["track"] == listed[0]
    assert left["reasons"][0]
    assert Verdict.objects.filter(track=listed[0], kind="accept").exists()
    assert "1 track you kept left the list" in page().get(f"/playlists/{playlist.pk}/").text
    GrantTrack.objects.create(grant=grant, track_id=listed[0])
    again = post(api, playlist, "feedback", {"accept": [listed[1]]})
    assert listed[0] in listed_in(again)  # with its right it comes back
    assert again.json()["left"] == []


def test_a_catalogue_of_fifteen_tracks(api, cafe, shelf) -> None:
    Track.objects.filter(pk__in=[track.pk for track in shelf[15:]]).update(withdrawn=True)
    index_refresh()
    shown = send_playlist(api, cafe)
    playlist = Playlist.objects.get(pk=shown["id"])
    assert len(shown["items"]) == playlist.length == 3  # a quarter of what may be played
    first = listed_of(shown)[0]
    judged: set[int] = set()
    for _round in range(5):
        answer = post(api, playlist, "feedback", {"reject": listed_of(shown)})
        judged.update(listed_of(shown))
        if answer.status_code != 200:
            break
        shown = answer.json()
        assert not judged.intersection(listed_of(shown))
    assert answer.status_code == 409
    assert answer.json()["code"] in {"nothing_left", "nothing_fits"}
    assert "take back a rejection" in answer.json()["detail"]
    back = post(api, playlist, "undo", {"track": first})
    assert listed_of(back.json()) == [first]


def listed_of(body: dict) -> list[int]:
    return [item["track"]["id"] for item in body["items"]]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"verdicts": [{"track": 1, "kind": "love"}]}, "invalid"),
        ({"verdicts": [{"track": 1, "kind": "skip", "heard_ms": -1}]}, "invalid"),
        ({"verdicts": {"track": 1}}, "invalid"),
        ({"more": [1], "less": [1]}, "accept_and_reject"),
        ({"verdicts": [{"track": 999_999, "kind": "skip"}]}, "not_in_playlist"),
    ],
)
def test_answers_that_mean_nothing(api, playlist, said, code) -> None:
    refused = post(api, playlist, "feedback", said)
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert not Verdict.objects.exists()


def test_another_organisation_takes_nothing_back(outsider, playlist, listed) -> None:
    assert post(api_of(outsider), playlist, "undo", {"track": listed[0]}).status_code == 404


def test_a_program_that_hammers_is_slowed_down(api, playlist, listed, monkeypatch) -> None:
    monkeypatch.setattr(settings.ENV, "RATE_LIMIT", True)
    monkeypatch.setattr(RoundThrottle, "rate", "2/min")
    cache.clear()
    said = {"skip": [listed[0]]}
    answers = [post(api, playlist, "feedback", said) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"]
    assert api.get(f"/api/v1/playlists/{playlist.pk}/").status_code == 200
    cache.clear()
