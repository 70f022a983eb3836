"""Tracks through the interface for programs: read, written one by one and many at once."""

from __future__ import annotations

import pytest

from licensing.catalogue.models import Track
from licensing.history.models import Change
from tests.licensing.audio import music
from tests.licensing.rows import active_grant, analysed_track
from tests.merchant_app.doors import api_of

pytestmark = pytest.mark.django_db
TRACKS = "/api/v1/tracks/"
BULK = "/api/v1/tracks/bulk/"


@pytest.fixture
def desk(editor):
    return api_of(editor)


def titles(answer) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [row["title"] for row in answer.json()["results"]]


def test_a_track_from_birth_to_withdrawal(desk, editor) -> None:
    said = {
        "title": "Evening", "isrc": "de-a11-26-00001", "tags": ["Calm"], "label": "Blue",
        "artists": [{"name": "Ana"}, {"name": "Bo", "role": "featured"}],
    }  # fmt: skip
    made = desk.post(TRACKS, said, format="json")
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["isrc"], body["tags"], body["has_audio"]) == ("DEA112600001", ["calm"], False)
    assert [artist["role"] for artist in body["artists"]] == ["main", "featured"]
    one = f"{TRACKS}{body['id']}/"
    changed = desk.patch(one, {"title": "Morning"}, format="json").json()
    assert (changed["title"], changed["label"], changed["tags"]) == ("Morning", "Blue", ["calm"])
    assert desk.delete(one).status_code == 204
    assert desk.get(one).json()["withdrawn"] is True
    assert titles(desk.get(TRACKS)) == []
    assert titles(desk.get(TRACKS, {"state": "withdrawn"})) == ["Morning"]
    assert set(Change.objects.values_list("actor", flat=True)) == {editor.pk}
    assert desk.get(f"{TRACKS}999/").status_code == 404


def test_audio_comes_along_and_is_never_added_twice(desk, tmp_path) -> None:
    song = music(tmp_path / "song.wav")

    def send(title: str):
        with song.open("rb") as stream:
            return desk.post(TRACKS, {"title": title, "audio": stream})

    first = send("With sound")
    assert first.status_code == 201, first.json()
    assert (first.json()["has_audio"], first.json()["title"]) == (True, "With sound")
    again = send("Another name")
    assert (again.status_code, again.json()["code"]) == (409, "audio_known")
    (tmp_path / "song.wav").write_bytes(b"no music at all" * 100)
    assert "audio" in send("Noise").json()["errors"]
    assert Track.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"label": "No title"}, "title"),
        ({"title": "x", "isrc": "12"}, "isrc"),
        ({"title": "x", "release_icpn": "5901234123458"}, "release_icpn"),
        ({"title": "x", "released_on": "30.02.2026"}, "released_on"),
        ({"title": "x", "vocal": "perhaps"}, "vocal"),
        ({"title": "x", "artists": [{"name": "A", "role": "king"}]}, "artists"),
        ({"title": "x" * 256}, "title"),
    ],
)
def test_wrong_facts_are_named(desk, said, field) -> None:
    answer = desk.post(TRACKS, said, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Track.objects.exists()


def test_filters_are_those_of_the_desk(desk) -> None:
    cleared = analysed_track(title="Cleared", label="Blue")
    active_grant(cleared)
    analysed_track(title="Bare", isrc="DEA112600001")
    place = {"territory": "DE", "premises": "cafe"}
    assert titles(desk.get(TRACKS, {"state": "cleared", **place})) == ["Cleared"]
    assert titles(desk.get(TRACKS, {"state": "bare"})) == ["Bare"]
    assert titles(desk.get(TRACKS, {"missing": "isrc"})) == ["Cleared"]
    assert titles(desk.get(TRACKS, {"label": "Blue", "q": "clea"})) == ["Cleared"]
    assert titles(desk.get(TRACKS, {"sort": "title"})) == ["Bare", "Cleared"]
    assert desk.get(TRACKS, {"state": "cleared"}).json()["errors"].keys() == {
        "territory", "premises",
    }  # fmt: skip
    assert "state" in desk.get(TRACKS, {"state": "shiny"}).json()["errors"]


def test_many_each_alone_and_once(desk) -> None:
    held = analysed_track(title="Held", external_key="K1")
    items = [
        {"title": "New", "external_key": "K2", "tags": ["calm"]},
        {"external_key": "K1", "label": "Blue"},
        {"id": held.pk, "isrc": "wrong"},
        {"id": held.pk + 999, "title": "Nobody"},
        {"label": "No title"},
        {"external_key": "K1", "label": "Blue"},
    ]
    once = {"HTTP_IDEMPOTENCY_KEY": "monday"}
    answer = desk.post(BULK, {"tracks": items}, format="json", **once).json()
    outcomes = [row["outcome"] for row in answer["results"]]
    assert outcomes == ["created", "changed", "failed", "failed", "failed", "unchanged"]
    assert (answer["written"], answer["failed"]) == (3, 3)
    assert "isrc" in answer["results"][2]["errors"]
    again = desk.post(BULK, {"tracks": items}, format="json", **once).json()
    assert again == answer
    assert Track.objects.count() == 2
    other = desk.post(BULK, {"tracks": items[:1]}, format="json", **once)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    too_many = desk.post(BULK, {"tracks": [{"title": "x"}] * 1001}, format="json")
    assert too_many.status_code == 400


def test_only_editors_write(viewer, owner, outsider) -> None:
    track = analysed_track(title="Mine")
    for person in (viewer, owner, outsider):
        client = api_of(person)
        assert client.post(TRACKS, {"title": "x"}, format="json").status_code == 403
        assert client.patch(f"{TRACKS}{track.pk}/", {"title": "x"}).status_code == 403
        assert client.delete(f"{TRACKS}{track.pk}/").status_code == 403
        assert client.post(BULK, {"tracks": [{"title": "x"}]}, format="json").status_code == 403
    assert titles(api_of(viewer).get(TRACKS)) == ["Mine"]
    assert api_of(owner).get(f"{TRACKS}{track.pk}/").status_code == 400
