"""The record of plays: by day, with totals, as CSV; and the credits."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.test import Client

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.accounts.models import User
from merchant_app.onair.models import Play
from merchant_app.stores.models import Store
from merchant_app.stores.services.stores import store_delete
from tests.merchant_app.music_on_disk import grant_for

pytestmark = pytest.mark.django_db


def play(store: Store, track: Track, started: datetime, **fields: object) -> Play:
    return Play.objects.create(
        **{
            "organisation": store.organisation,
            "store": store,
            "store_name": store.name,
            "track": track,
            "started_at": started,
            "finished_at": started + timedelta(seconds=90),
            "ms_played": 90_000,
            "transition": "natural",
            "timezone": store.timezone,
            "licence": {"licence_name": "Shop licence", "grant_ids": [7]},
            **fields,
        }
    )


@pytest.fixture
def page(signed_in: object, owner: User) -> Client:
    return signed_in(owner)  # type: ignore[operator, no-any-return]


def test_a_day_is_a_day_on_the_stores_calendar(
    page: Client, store: Store, tracks: list[Track]
) -> None:
    play(store, tracks[0], datetime(2026, 11, 15, 22, 59, tzinfo=UTC))  # 23:59 in Berlin
    play(store, tracks[1], datetime(2026, 11, 15, 23, 1, tzinfo=UTC))  # 00:01 on the 16th
    of_day = page.get(f"/stores/{store.pk}/plays/?day=2026-11-16").context["page_obj"]
    assert [each.track for each in of_day] == [tracks[1]]


def test_totals_and_nonsense_days(page: Client, store: Store, tracks: list[Track]) -> None:
    now = datetime.now(UTC)
    play(store, tracks[0], now)
    play(store, tracks[0], now, cleared=False)
    for day in ("", "soon", "2026-99-99", "9999-12-31", "0001-01-01"):
        totals = page.get(f"/stores/{store.pk}/plays/?day={day}").context["totals"]
        assert (totals.plays, totals.tracks, totals.seconds, totals.uncleared) == (2, 1, 180, 1)


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(
    page: Client, store: Store, tracks: list[Track]
) -> None:
    Track.objects.filter(pk=tracks[0].pk).update(title='=HYPERLINK("x")', artist="")
    play(store, tracks[0], datetime(2026, 7, 1, 10, 0, tzinfo=UTC))
    answer = page.get(f"/stores/{store.pk}/plays/?format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (line,) = csv.DictReader(StringIO(text))
    assert line["started_at_local"] == "2026-07-01 12:00:00"
    assert line["title"] == '\'=HYPERLINK("x")'
    assert (line["seconds_played"], line["grant_ids"]) == ("90.0", "7")
    assert line["artist"] == ""  # an empty cell stays empty


def test_other_organisations_plays_are_not_shown(
    page: Client, signed_in: object, outsider: User, store: Store, tracks: list[Track]
) -> None:
    play(store, tracks[0], datetime.now(UTC))
    stranger: Client = signed_in(outsider)  # type: ignore[operator]
    assert stranger.get(f"/stores/{store.pk}/plays/").status_code == 404
    assert stranger.get("/plays/").context["totals"].plays == 0
    assert page.get("/plays/").context["totals"].plays == 1


class TestCredits:
    def test_every_track_that_asks_is_named_to_everybody(
        self, client: Client, tracks: list[Track]
    ) -> None:
        grant_for(
            tracks[0],
            attribution_required=True,
            attribution_text="A by The Sines, CC BY 4.0",
            licence_name="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
        )
        grant_for(tracks[1])
        answer = client.get("/credits/")
        assert "A by The Sines, CC BY 4.0" in answer.text
        assert [credit.track for credit in answer.context["credits"]] == [tracks[0]]

    @pytest.mark.parametrize(
        ("status", "named"),
        [("active", 1), ("expired", 1), ("suspended", 1), ("drafted", 0), ("verified", 0)],
    )
    def test_what_may_have_played_is_owed(
        self, client: Client, tracks: list[Track], status: str, named: int
    ) -> None:
        grant_for(tracks[0], attribution_required=True, status=Grant.Status(status))
        assert len(client.get("/credits/").context["credits"]) == named

    def test_search(self, client: Client, tracks: list[Track]) -> None:
        grant_for(*tracks, attribution_required=True)
        assert len(client.get("/credits/?q=b").context["credits"]) == 1
        assert "Nobody of that name" in client.get("/credits/?q=zzz").text


def test_a_deleted_shop_leaves_its_record(page: Client, store: Store, tracks: list[Track]) -> None:
    play(store, tracks[0], datetime.now(UTC))
    store_delete(store=store)
    assert "Old Town teahouse" in page.get("/plays/").text
    answer = page.get("/plays/?format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [row["store"] for row in csv.DictReader(StringIO(text))] == ["Old Town teahouse"]


def test_the_record_of_a_deleted_shop_is_its_organisations_alone(
    signed_in: object, outsider: User, store: Store, tracks: list[Track]
) -> None:
    play(store, tracks[0], datetime.now(UTC))
    store_delete(store=store)
    page: Client = signed_in(outsider)  # type: ignore[operator]
    assert "Old Town teahouse" not in page.get("/plays/").text
