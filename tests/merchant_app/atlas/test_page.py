"""The map of a playlist: what each person sees of it, and what its points tell."""

from __future__ import annotations

import gzip
import json
import struct

import numpy as np
import pytest
from django.core.cache import cache
from django.urls import reverse

from licensing.catalogue.models import Track
from merchant_app.atlas.marks import kinds_of
from merchant_app.atlas.sight import sight_of
from merchant_app.music import cleared_ids
from merchant_app.playlists.models import Verdict
from merchant_app.playlists.services.versions import current_version
from merchant_app.stores.services.blocks import track_block

pytestmark = pytest.mark.django_db


def _url(playlist, name="map", *more):
    return reverse(f"atlas:{name}", args=[playlist.pk, *more])


def _read(body: bytes) -> tuple[np.ndarray, np.ndarray]:
    """(places, ids) of packed points."""
    magic, count = struct.unpack("<4sI", body[:8])
    assert magic == b"ATL1"
    assert len(body) == 8 + 14 * count
    places = np.frombuffer(body, "<f4", 2 * count, 8).reshape(-1, 2)
    ids = np.cumsum(np.frombuffer(body, "<u4", count, 8 + 8 * count), dtype=np.int64)
    return places, ids


def _points(page, playlist, **headers):
    sight = sight_of(playlist.store)
    return page.get(_url(playlist, "points", sight.key), headers=headers)


def test_before_there_is_a_map_the_page_and_the_card_say_when(page, playlist) -> None:
    assert "There is no map yet" in page.get(_url(playlist)).content.decode()
    assert "drawn as soon as" in page.get(_url(playlist, "card")).content.decode()
    assert page.get(_url(playlist, "points", "x")).status_code == 404
    waited = page.get(_url(playlist, "card"), {"wait": "1"})
    assert (waited.status_code, waited.headers.get("HX-Refresh")) == (204, None)


def test_who_waits_for_the_map_is_shown_it(page, playlist, drawn) -> None:
    assert page.get(_url(playlist, "card"), {"wait": "1"}).headers["HX-Refresh"] == "true"


def test_the_page_shows_marks_regions_and_the_tracks_of_one(page, playlist, drawn) -> None:
    said = page.get(_url(playlist)).content.decode()
    data = json.loads(said.split('id="map-data" type="application/json">')[1].split("<")[0])
    assert len(data["marks"]) == 8
    assert {mark["kind"] for mark in data["marks"]} <= {"offered", "guess"}
    assert data["regions"]
    assert all(region["name"] for region in data["regions"])
    number = data["marks"][0]["region"]
    inside = page.get(_url(playlist), {"region": number, "by": "title"}).content.decode()
    assert Track.objects.get(pk=data["marks"][0]["id"]).title in inside
    assert page.get(_url(playlist), {"region": "99", "by": "x"}).status_code == 200


def test_points_are_exactly_what_may_be_played_here(page, playlist, drawn) -> None:
    answer = _points(page, playlist)
    places, ids = _read(answer.content)
    assert ids.tolist() == cleared_ids(playlist.store).tolist()
    assert np.isfinite(places).all()
    assert "immutable" in answer["Cache-Control"]
    assert answer["Cache-Control"].startswith("private")
    again = _points(page, playlist, if_none_match=answer["ETag"])
    assert again.status_code == 304
    assert not again.content


def test_a_blocked_track_leaves_the_map_and_the_address_changes(page, playlist, drawn) -> None:
    before = sight_of(playlist.store)
    gone = Track.objects.get(pk=int(before.ids[0]))
    track_block(store=playlist.store, track=gone)
    cache.clear()
    after = sight_of(playlist.store)
    assert after.key != before.key
    moved = page.get(_url(playlist, "points", before.key))
    assert moved.status_code == 302
    assert after.key in moved["Location"]
    assert gone.pk not in _read(_points(page, playlist).content)[1]
    assert page.get(_url(playlist, "track", 10**9)).status_code == 404


def test_many_points_travel_packed(page, playlist, drawn, monkeypatch) -> None:
    monkeypatch.setattr("merchant_app.atlas.views._WORTH_PACKING", 10)
    answer = _points(page, playlist, accept_encoding="gzip")
    assert answer["Content-Encoding"] == "gzip"
    assert len(_read(gzip.decompress(answer.content))[1]) == len(cleared_ids(playlist.store))


def test_one_point_plays_and_teaches(page, playlist, drawn) -> None:
    track = current_version(playlist).items.first().track
    row = page.get(_url(playlist, "track", track.pk)).content.decode()
    assert track.title in row
    assert "data-src=" in row
    assert "More like this" in row
    sent = page.post(_url(playlist, "more", track.pk), {"kind": "more", "click": "c1"})
    page.post(_url(playlist, "more", track.pk), {"kind": "more", "click": "c1"})
    assert sent.status_code == 302
    assert Verdict.objects.get(playlist=playlist).kind == "more"
    assert kinds_of(playlist, current_version(playlist))[track.pk] == "kept"


def test_a_track_that_was_never_offered_can_be_heard_but_not_judged(page, playlist, drawn) -> None:
    listed = set(current_version(playlist).items.values_list("track_id", flat=True))
    other = next(pk for pk in sight_of(playlist.store).ids.tolist() if pk not in listed)
    row = page.get(_url(playlist, "track", other)).content.decode()
    assert "data-src=" in row
    assert "More like this" not in row
    sent = page.post(_url(playlist, "more", other), headers={"hx-request": "true"})
    assert json.loads(sent["HX-Trigger"])["foyer:toast"]["level"] == "error"
    assert not Verdict.objects.exists()


def test_the_card_is_a_picture_without_script(page, playlist, drawn) -> None:
    track = current_version(playlist).items.first().track
    page.post(_url(playlist, "more", track.pk), {"kind": "less"})
    card = page.get(_url(playlist, "card")).content.decode()
    assert card.count('class="map-rejected"') == 2  # in the picture and in the legend
    assert "1 rejected" in card
    assert "Most of what you kept" not in card
    page.post(_url(playlist, "more", track.pk), {"kind": "more"})
    assert "Most of what you kept" in page.get(_url(playlist, "card")).content.decode()
    assert "<script" not in card
    assert "style=" not in card


def test_what_belongs_to_others_is_not_there(outsiders_page, playlist, drawn) -> None:
    key = sight_of(playlist.store).key
    track = current_version(playlist).items.first().track_id
    for address in (
        _url(playlist),
        _url(playlist, "card"),
        _url(playlist, "points", key),
        _url(playlist, "track", track),
    ):
        assert outsiders_page.get(address).status_code == 404
    assert outsiders_page.post(_url(playlist, "more", track)).status_code == 404


def test_the_page_asks_the_same_number_of_questions_whatever_was_said(
    page, playlist, drawn, django_assert_max_num_queries
) -> None:
    page.get(_url(playlist))
    with django_assert_max_num_queries(30):
        page.get(_url(playlist), {"region": 0})
