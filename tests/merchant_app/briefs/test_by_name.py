"""Songs that nobody uploaded: what their names still tell, and that it is said to be so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from licensing.catalogue.models import Track, TrackTag
from merchant_app.briefs.by_name.facts import SongFacts, understand_names
from merchant_app.briefs.by_name.lookup import facts_by_name
from merchant_app.briefs.by_name.wikidata import LookupUnavailable, Wikidata
from merchant_app.briefs.models import Seed, SongLookup
from merchant_app.briefs.playlist_formats import Entry
from tests.merchant_app.briefs.wikidata_replies import Replies, wikidata_server
from tests.merchant_app.doors import send_brief

WAVE = Entry("Wave", "Antonio Carlos Jobim")


@pytest.fixture
def server() -> Iterator[Replies]:
    with wikidata_server() as replies:
        yield replies


@pytest.fixture
def switched_on(server: Replies, monkeypatch: pytest.MonkeyPatch) -> Replies:
    monkeypatch.setattr(settings.ENV, "WIKIDATA_LOOKUP", True)
    monkeypatch.setattr(settings.ENV, "WIKIDATA_ENDPOINT", server.address)
    monkeypatch.setattr(settings.ENV, "WIKIDATA_CONTACT", "music@shop.example")
    return server


def client(server: Replies) -> Wikidata:
    return Wikidata(server.address, agent="Foyer/0.1 (music@shop.example)", pause_s=0)


def test_the_song_by_that_artist_and_no_other(server: Replies) -> None:
    assert client(server).song("Wave", "Antonio Carlos Jobim") == SongFacts(
        source="wikidata",
        artist="Antônio Carlos Jobim",
        genres=("bossa nova", "jazz"),
        decade=1960,
        language="pt",
    )
    assert client(server).song("Wave", "Somebody Else") is None
    assert client(server).song("No Such Song", "Antonio Carlos Jobim") is None
    assert {each["maxlag"] for each in server.asked} == {"5"}
    assert set(server.agents) == {"Foyer/0.1 (music@shop.example)"}


@pytest.mark.parametrize("mood", ["lag", "busy", "garbage"])
def test_a_server_that_does_not_answer_is_left_alone(server: Replies, mood: str) -> None:
    server.mood = mood
    with pytest.raises(LookupUnavailable):
        client(server).song("Wave", "Antonio Carlos Jobim")
    assert len(server.asked) == 1


def test_off_by_default_nothing_is_asked(db: None, server: Replies, monkeypatch) -> None:
    monkeypatch.setattr(settings.ENV, "WIKIDATA_ENDPOINT", server.address)
    assert facts_by_name([WAVE]).facts == {}
    assert server.asked == []


def test_what_was_asked_once_is_remembered(db: None, switched_on: Replies) -> None:
    first = facts_by_name([WAVE])
    count = len(switched_on.asked)
    assert first.facts[WAVE].genres == ("bossa nova", "jazz")
    assert facts_by_name([WAVE, Entry("wave", "ANTONIO CARLOS JOBIM")]).facts
    assert len(switched_on.asked) == count
    assert SongLookup.objects.count() == 1


def test_an_outage_is_said_and_not_remembered(db: None, switched_on: Replies) -> None:
    switched_on.mood = "busy"
    found = facts_by_name([WAVE, Entry("Corcovado", "Antonio Carlos Jobim")])
    assert found.unavailable
    assert len(switched_on.asked) == 1  # the second song does not knock at the same door
    assert not SongLookup.objects.exists()


def test_the_artists_other_songs_speak_first(switched_on: Replies, shelf: list[Track]) -> None:
    Track.objects.filter(pk=shelf[0].pk).update(artist="Antônio Carlos Jobim", language="pt")
    TrackTag.objects.create(track=shelf[0], tag="bossa nova")
    facts = facts_by_name([WAVE]).facts[WAVE]
    assert (facts.source, facts.tracks, facts.genres) == (
        "catalogue", (shelf[0].pk,), ("bossa nova",),
    )  # fmt: skip
    assert switched_on.asked == []


def test_names_become_a_request_that_counts_less_than_words() -> None:
    facts = SongFacts(source="wikidata", genres=("jazz",), decade=1960)
    understood = understand_names([facts])
    assert understood is not None
    assert understood.source == "names"
    assert understood.confidence <= 0.6
    assert understood.tags["jazz"] > 0
    assert understand_names([SongFacts(source="catalogue", tracks=(1,))]) is None


@pytest.mark.parametrize(
    ("language", "said"),
    [("pt-BR", "sung in Portuguese"), ("zh-Hans", "sung in Mandarin"), ("zxx", "instrumental"),
     ("", ""), ("Klingon", "")],
)  # fmt: skip
def test_a_language_is_a_wish_for_a_singer(language: str, said: str) -> None:
    facts = SongFacts(source="catalogue", genres=("pop",), language=language)
    assert facts.words() == ", ".join(filter(None, ["pop", said]))


def test_a_language_brings_its_music_along() -> None:
    understood = understand_names([SongFacts(source="wikidata", language="zh")])
    assert understood is not None
    assert understood.tags["singing"] > 0
    assert "mandopop" in {each.concept for each in understood.concepts}


def test_a_brief_of_names_alone_gets_its_music(api, cafe, shelf) -> None:
    Track.objects.filter(pk=shelf[0].pk).update(artist="Antônio Carlos Jobim")
    brief = send_brief(api, cafe, seed_list="Antonio Carlos Jobim - Wave\nNobody - Nothing At All")
    assert brief["status"] == "ready"
    assert [seed["outcome"] for seed in brief["seeds"]] == ["named", "not_found"]
    named = Seed.objects.get(outcome="named")
    assert "name only" in named.problem["en"]
    assert named.substitute_id == shelf[0].pk
