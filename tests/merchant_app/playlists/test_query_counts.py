"""Reading a playlist costs the same number of queries whatever its length."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.merchant_app.conftest import work
from tests.merchant_app.doors import send_playlist

pytestmark = pytest.mark.django_db


def queries(get, address: str) -> int:
    get(address)  # sessions, content types and the like are read once
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("door", ["api", "page"])
def test_a_playlist(api, page, cafe, door) -> None:
    counts = []
    for length in (2, 20):
        shown = send_playlist(api, cafe, length=length)
        assert len(shown["items"]) == length
        for item in shown["items"][: length // 2]:
            api.post(
                f"/api/v1/playlists/{shown['id']}/feedback/",
                {"accept": [item["track"]["id"]]},
                format="json",
            )
        if door == "api":
            counts.append(queries(api.get, f"/api/v1/playlists/{shown['id']}/"))
        else:
            counts.append(queries(page("en").get, f"/playlists/{shown['id']}/"))
    # The longer one has taught a wish, whose tracks are looked up together.
    assert counts[0] <= counts[1] <= counts[0] + 2
    assert counts[1] <= 30


@pytest.mark.parametrize("door", ["api", "page"])
def test_the_list_of_playlists(api, page, cafe, door) -> None:
    counts = []
    for more in (1, 6):
        for _ in range(more):
            send_playlist(api, cafe, length=2)
        get, address = (
            (api.get, "/api/v1/playlists/") if door == "api" else (page("en").get, "/playlists/")
        )
        counts.append(queries(get, address))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("door", ["api", "page"])
def test_a_brief_with_many_songs(api, page, cafe, door) -> None:
    counts = []
    for songs in (1, 40):
        sent = {
            "draft": "true",
            "description": "calm",
            "seed_list": "\n".join(f"Artist {n % 7} – Piece {n}" for n in range(songs)),
        }
        brief = api.post(f"/api/v1/stores/{cafe.pk}/briefs/", sent, format="multipart").json()
        work()
        get = api.get if door == "api" else page("en").get
        prefix = "/api/v1" if door == "api" else ""
        counts.append(queries(get, f"{prefix}/briefs/{brief['id']}/"))
    assert counts[0] == counts[1]
