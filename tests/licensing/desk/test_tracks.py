"""The list of tracks, one track, and the question where it may be played."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from licensing.catalogue.models import Track, TrackTag
from licensing.history.models import Change
from licensing.licences.models import Grant
from merchant_app.onair.models import Play
from tests.licensing.profiles import track as track_with_profile
from tests.licensing.rows import active_grant, analysed_track

pytestmark = pytest.mark.django_db
EVERY_RIGHT = list(Grant.Right.values)


@pytest.fixture
def desk(editor, signed_in) -> Client:
    return signed_in(editor)


def listed(desk: Client, **query: str) -> set[str]:
    response = desk.get(reverse("desk:tracks"), query)
    assert response.status_code == 200
    return {row.track.title for row in response.context["rows"]}


def test_filters(desk: Client) -> None:
    here = analysed_track(title="Here", artist="Ana", ai_generated="no")
    there = analysed_track(title="There", ai_generated="yes", release="Album")
    analysed_track(title="Nowhere", demonstration=True)
    analysed_track(title="Gone", withdrawn=True)
    silent = analysed_track(title="Silent")
    silent.asset.profile = None
    silent.asset.problem_code = "silent"
    silent.asset.save()
    analysed_track(title="No audio", asset=None)
    active_grant(here, rights=EVERY_RIGHT)
    active_grant(there, territories_in=["US"], rights=EVERY_RIGHT)
    here.tags.create(tag="evening")
    place = {"territory": "DE", "premises": "cafe"}
    everything = {"Here", "There", "Nowhere", "Gone", "Silent", "No audio"}
    assert listed(desk) == everything
    assert listed(desk, state="cleared", **place) == {"Here"}
    assert listed(desk, state="cleared", territory="US", premises="bar") == {"Here", "There"}
    assert listed(desk, state="blocked", **place) == everything - {"Here"}
    assert listed(desk, state="withdrawn") == {"Gone"}
    assert listed(desk, state="problem") == {"Silent", "No audio"}
    assert listed(desk, state="bare") == everything - {"Here", "There"}
    assert listed(desk, kind="machine") == {"There"}
    assert listed(desk, kind="human") == {"Here"}
    assert listed(desk, kind="demonstration") == {"Nowhere"}
    assert listed(desk, q="even") == {"Here"}
    assert listed(desk, q="ana here") == {"Here"}
    assert listed(desk, q="album") == {"There"}
    assert listed(desk, state="nonsense", territory="Atlantis", sort="?") == everything


def test_the_place_is_remembered(desk: Client) -> None:
    american = analysed_track(title="American")
    active_grant(american, territories_in=["US"], rights=EVERY_RIGHT)
    listed(desk, territory="US", premises="bar")
    assert listed(desk, state="cleared") == {"American"}


@pytest.mark.parametrize(
    "query",
    [{}, {"state": "cleared"}, {"expires": "30", "q": "track", "missing": "isrc", "tag": "calm"}],
)
def test_queries_do_not_grow_with_the_catalogue(desk: Client, query: dict[str, str]) -> None:
    def asked() -> int:
        desk.get(reverse("desk:tracks"), query)  # what is cleared is worked out once
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(reverse("desk:tracks"), query).status_code == 200
        return len(queries)

    def more(count: int) -> None:
        tracks = [analysed_track(label="A label") for _ in range(count)]
        TrackTag.objects.bulk_create(TrackTag(track=track, tag="calm") for track in tracks)
        active_grant(*tracks, valid_until=timezone.now().date() + timedelta(days=9))

    more(3)
    few = asked()
    more(60)
    assert asked() == few <= 22


def test_filters_of_an_editors_day(desk: Client) -> None:
    soon = timezone.now().date() + timedelta(days=9)
    good = analysed_track(title="Good", isrc="DEA112600001", label="Blue", release="晴天集")
    active_grant(good, evidence="contract")
    ending = analysed_track(title="Ending", isrc="DEA112600002", quality_verdict="poor")
    active_grant(ending, valid_until=soon)
    held = analysed_track(title="Held", quality_hold=True)
    held.asset.quality_findings = [{"code": "clipped", "params": {}}]
    held.asset.save()
    of_label = analysed_track(title="Of a label", label="BLUE")
    active_grant(scope_kind="label", scope_value="blue", evidence="contract")
    merged = analysed_track(title="Merged", merged_into=good)
    played = Play.objects.create(
        track=good, started_at=timezone.now(), finished_at=timezone.now(), ms_played=1,
        transition="natural", timezone="UTC",
    )  # fmt: skip
    everything = {"Good", "Ending", "Held", "Of a label"}
    assert listed(desk) == everything
    assert listed(desk, state="merged") == {merged.title}
    assert listed(desk, expires="30") == {"Ending"}
    assert listed(desk, expires="7") == set()
    assert listed(desk, missing="isrc") == {"Held", "Of a label"}
    assert listed(desk, missing="evidence") == {"Ending"}
    assert listed(desk, state="bare") == {"Held"}
    assert listed(desk, played="never") == everything - {"Good"}
    assert listed(desk, played="lately") == {"Good"}
    assert listed(desk, quality="held") == listed(desk, quality="found") == {"Held"}
    assert listed(desk, quality="poor") == {"Ending"}
    assert listed(desk, label="Blue") == {"Good"}
    assert of_label.label == "BLUE"
    assert listed(desk, q="晴天") == listed(desk, q="天集") == {"Good"}
    assert listed(desk, q="DE-A11-26-00001") == {"Good"}
    assert listed(desk, q="oo") == listed(desk, q="GOOD") == {"Good"}
    assert listed(desk, q="100%_\\") == set()
    assert played.track_id == good.pk


def test_htmx_gets_the_list_alone(desk: Client) -> None:
    analysed_track(title="Alone")
    part = desk.get(reverse("desk:tracks"), headers={"HX-Request": "true"}).content.decode()
    assert "Alone" in part
    assert "<html" not in part
    assert 'id="tracks-heading" hx-swap-oob="true"' in part


def test_one_track_says_what_was_heard_and_who_allows_it(desk: Client) -> None:
    track = track_with_profile(7)
    active_grant(track, licensor="Generous Records", territories_in=["EU"])
    page = desk.get(reverse("desk:track", args=[track.pk])).content.decode()
    assert "Generous Records" in page
    assert "European Union" in page
    assert "LUFS" in page
    assert desk.get(reverse("desk:track", args=[track.pk + 1])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, "Cleared for public performance in Germany"),
        ({"territory": "US"}, "United States is not in the grant"),
        ({"premises": "gym"}, "does not cover this kind of premises"),
        ({"floor_area": "500"}, "the grant allows at most 100"),
        ({"floor_area": ""}, "floor area is not known"),
        ({"day": "2027-01-01"}, "ended on 2026-12-31"),
        ({"channel": "offline"}, "stored in the shop"),
    ],
)
def test_why_not_in_x_for_y(desk: Client, asked: dict[str, str], expected: str) -> None:
    track = analysed_track()
    active_grant(
        track, territories_in=["EU"], premises=["cafe"], max_floor_area_m2=100,
        valid_until=date(2026, 12, 31),
    )  # fmt: skip
    question = {
        "territory": "DE", "premises": "cafe", "floor_area": "80", "day": "2026-06-01",
        "channel": "stream", **asked,
    }  # fmt: skip
    answer = desk.get(reverse("desk:clearance", args=[track.pk]), question)
    assert expected in answer.content.decode().replace("&#x27;", "'")


def test_a_question_that_makes_no_sense(desk: Client) -> None:
    track = analysed_track()
    answer = desk.get(reverse("desk:clearance", args=[track.pk]), {"territory": "??"})
    assert answer.status_code == 422


def test_facts_are_edited(desk: Client) -> None:
    track = analysed_track(title="Old")
    address = reverse("desk:edit", args=[track.pk])
    facts = {
        "title": "New", "isrc": "de-a11-26-00001", "vocal": "no", "explicit": "no",
        "ai_generated": "unknown", "tags": "Evening， calm",
    }  # fmt: skip
    assert desk.post(address, facts).status_code == 302
    track.refresh_from_db()
    assert (track.title, track.isrc) == ("New", "DEA112600001")
    assert set(track.tags.values_list("tag", flat=True)) == {"evening", "calm"}
    refused = desk.post(address, {**facts, "isrc": "12"})
    assert refused.status_code == 422
    assert "An ISRC is two letters" in refused.content.decode()
    assert desk.post(address, {**facts, "title": ""}).status_code == 422


def test_withdrawing_and_taking_back(desk: Client) -> None:
    track = analysed_track()
    for withdrawn in (True, False):
        desk.post(reverse("desk:withdraw", args=[track.pk]))
        assert Track.objects.get(pk=track.pk).withdrawn is withdrawn


def test_artists_and_numbers_are_edited(desk: Client) -> None:
    track = analysed_track(title="Old")
    facts = {
        "title": "New", "vocal": "no", "explicit": "no", "ai_generated": "no",
        "release_icpn": "5 901234 123457", "released_on": "2026-02-01", "external_key": "LX-9",
        "artist-TOTAL_FORMS": "3", "artist-INITIAL_FORMS": "0", "artist-0-name": "Ana",
        "artist-0-role": "main", "artist-1-name": "Bo", "artist-1-role": "featured",
    }  # fmt: skip
    address = reverse("desk:edit", args=[track.pk])
    assert desk.post(address, facts).status_code == 302
    track.refresh_from_db()
    assert (track.release_icpn, str(track.released_on)) == ("5901234123457", "2026-02-01")
    assert list(track.artists.values_list("name", "role")) == [("Ana", "main"), ("Bo", "featured")]
    changes = Change.objects.filter(subject_id=track.pk, subject_type="catalogue.track")
    assert {change.action for change in changes} == {"track.update", "track.artists"}
    assert {change.actor_name for change in changes} != {""}
    wrong = desk.post(address, {**facts, "release_icpn": "5901234123458"})
    assert "no barcode" in wrong.content.decode()
