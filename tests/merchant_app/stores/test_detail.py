"""The page of a store: what plays, whom to ask, what to do next."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.stores.models import BlockedArtist, Store

SignIn = Callable[[User], Client]


def test_facts_people_and_next_step(
    owner: User, colleague: User, store: Store, signed_in: SignIn
) -> None:
    BlockedArtist.objects.create(store=store, artist="Somebody")
    page = signed_in(owner).get(f"/stores/{store.pk}/").content.decode()
    for words in ("Tea house · Berlin", "Germany", "1 entry", owner.email, colleague.email):
        assert words in page
    assert f"/stores/{store.pk}/briefs/new/" in page
    assert "No playlist yet" in page


def test_countries_and_cities_have_chinese_names(
    owner: User, store: Store, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    client.post("/i18n/setlang/", {"language": "zh-hans"})
    page = client.get(f"/stores/{store.pk}/").content.decode()
    assert "茶馆 · 柏林" in page
    assert "德国" in page


def test_playlists_say_which_is_on_air(
    owner: User, store: Store, playlist: Callable, signed_in: SignIn
) -> None:
    made = playlist(store, "Afternoon", on_air=True)
    playlist(store, "Evening")
    rows = signed_in(owner).get(f"/stores/{store.pk}/").context["page"].playlists
    assert [(row.playlist.name, row.tracks, row.on_air_version) for row in rows] == [
        ("Evening", 6, None),
        ("Afternoon", 6, 1),
    ]
    made.versions.create(number=2, origin="feedback")
    made.version_number = 2
    made.save()
    page = signed_in(owner).get(f"/stores/{store.pk}/").content.decode()
    assert "Newer version not on air" in page


def test_briefs_under_way_leave_out_finished_and_untouched_ones(
    owner: User, store: Store, signed_in: SignIn
) -> None:
    for name, status in (("Draft", "draft"), ("Done", "ready"), ("Broken", "failed")):
        brief = Brief.objects.create(store=store, name=name, status=status)
        BriefInput.objects.create(brief=brief, kind="words", text="x")
    Brief.objects.create(store=store, name="Untouched")
    briefs = signed_in(owner).get(f"/stores/{store.pk}/").context["page"].briefs
    assert {brief.name for brief in briefs} == {"Draft", "Broken"}


def test_more_playlists_and_briefs_ask_no_more_of_the_database(
    owner: User, store: Store, playlist: Callable, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    counts = []
    for _size in (1, 2):
        for number in range(5):
            playlist(store, f"Playlist {number}")
            Brief.objects.create(store=store, name=f"Brief {number}", status="failed")
        client.get(f"/stores/{store.pk}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/stores/{store.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
