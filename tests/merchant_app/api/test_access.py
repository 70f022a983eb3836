"""Who may do what through the interface for programs: one table of addresses and people.

Staff read and judge; owners also change, send and publish. What belongs to others is not there.
"""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from merchant_app.briefs.models import Brief
from merchant_app.playlists.models import Playlist
from tests.merchant_app.doors import api_of, send_playlist

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "colleague", "owner", "outsider", "editor")
#: (method, address, body): the answers for PEOPLE, in their order.
TABLE = {
    ("get", "stores/", ""): (401, 200, 200, 200, 404),
    ("post", "stores/", "store"): (401, 403, 201, 201, 403),
    ("get", "stores/{store}/", ""): (401, 200, 200, 404, 404),
    ("patch", "stores/{store}/", "name"): (401, 403, 200, 404, 403),
    ("delete", "stores/{store}/", ""): (401, 403, 405, 405, 403),
    ("get", "stores/{store}/briefs/", ""): (401, 200, 200, 404, 404),
    ("post", "stores/{store}/briefs/", "words"): (401, 403, 202, 404, 403),
    ("get", "briefs/{brief}/", ""): (401, 200, 200, 404, 404),
    ("post", "briefs/{draft}/inputs/", "words"): (401, 403, 201, 404, 403),
    ("post", "briefs/{draft}/start/", ""): (401, 403, 202, 404, 403),
    ("post", "briefs/{draft}/cancel/", ""): (401, 403, 409, 404, 403),
    ("get", "playlists/", ""): (401, 200, 200, 200, 404),
    ("get", "playlists/{playlist}/", ""): (401, 200, 200, 404, 404),
    ("post", "playlists/{playlist}/feedback/", "accept"): (401, 200, 200, 404, 403),
    ("post", "playlists/{playlist}/wishes/", "wish"): (401, 403, 200, 404, 403),
    ("post", "playlists/{playlist}/versions/1/restore/", ""): (401, 403, 200, 404, 403),
    ("post", "playlists/{playlist}/publish/", ""): (401, 403, 200, 404, 403),
    ("post", "playlists/{playlist}/unpublish/", ""): (401, 403, 200, 404, 403),
    ("delete", "playlists/{playlist}/", ""): (401, 403, 405, 405, 403),
    ("get", "tracks/?cleared_for={store}", ""): (401, 200, 200, 404, 404),
    ("get", "tracks/", ""): (401, 400, 400, 400, 200),
    ("get", "nothing/", ""): (404, 404, 404, 404, 404),
}


@pytest.fixture
def world(api, cafe) -> dict:
    playlist = send_playlist(api, cafe, length=6)
    draft = api.post(f"/api/v1/stores/{cafe.pk}/briefs/", {"description": "calm", "draft": "true"})
    return {
        "store": cafe.pk,
        "playlist": playlist["id"],
        "brief": Playlist.objects.get().brief_id,
        "draft": draft.json()["id"],
        "track": playlist["items"][0]["track"]["id"],
    }


@pytest.fixture
def people(owner, colleague, outsider, editor) -> dict[str, APIClient]:
    known = {"colleague": colleague, "owner": owner, "outsider": outsider, "editor": editor}
    return {"anonymous": APIClient(), **{name: api_of(user) for name, user in known.items()}}


@pytest.mark.parametrize(
    ("call", "expected"), TABLE.items(), ids=lambda each: " ".join(map(str, each))
)
def test_every_address(world, people, call, expected) -> None:
    method, address, body = call
    bodies = {
        "": {},
        "store": {
            "name": "New", "premises_type": "cafe", "territory": "DE", "timezone": "Europe/Berlin",
        },
        "name": {"name": "Another name"},
        "words": {"description": "quiet piano"},
        "accept": {"accept": [world["track"]]},
        "wish": {"key": "tag:piano"},
    }  # fmt: skip
    answers = {}
    # The owner comes last, because they may change something.
    for name in sorted(PEOPLE, key=lambda person: person == "owner"):
        send = getattr(people[name], method)
        answer = send(f"/api/v1/{address.format(**world)}", bodies[body], format="json")
        answers[name] = answer.status_code
        if answer.status_code >= 400 and address != "nothing/":
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code
            assert answer.json()["detail"]
    assert tuple(answers[name] for name in PEOPLE) == expected


def test_staff_may_judge_and_not_publish(people, world) -> None:
    judged = people["colleague"].post(
        f"/api/v1/playlists/{world['playlist']}/feedback/",
        {"accept": [world["track"]]},
        format="json",
    )
    assert judged.json()["version"] == 2
    refused = people["colleague"].post(f"/api/v1/playlists/{world['playlist']}/publish/")
    assert refused.status_code == 403
    assert refused.json()["code"] == "permission_denied"


def test_a_brief_of_a_store_of_others_is_never_made(people, world) -> None:
    before = Brief.objects.count()
    people["outsider"].post(f"/api/v1/stores/{world['store']}/briefs/", {"description": "calm"})
    assert Brief.objects.count() == before
