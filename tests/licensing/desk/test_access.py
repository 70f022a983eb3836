"""Who may open what at the desk: a table of every address and every role."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from licensing.desk import urls
from tests.licensing.profiles import track as track_with_profile
from tests.licensing.rows import active_grant

pytestmark = pytest.mark.django_db

POST_ONLY = {
    "quality-judge", "duplicate-decide", "duplicate-undo", "withdraw", "analyse", "receive",
    "grant-status", "grant-add", "grant-remove", "remove-concept", "grant-amendment",
    "grant-delete", "bulk-undo", "view-save", "view-remove",
}  # fmt: skip
STRANGERS = ("anonymous", "owner", "colleague", "outsider", "operator")
DESK = ("viewer", "editor", "approver", "admin")
#: Forms and actions that ask for more than looking; whatever is not listed, viewers may open.
ASKS = {
    "quality-judge": "editor",
    "duplicate-decide": "editor",
    "duplicate-undo": "editor",
    "edit": "editor",
    "bulk-change": "editor",
    "works": "editor",
    "bulk-undo": "editor",
    "withdraw": "editor",
    "analyse": "editor",
    "upload": "editor",
    "receive": "editor",
    "new-concept": "editor",
    "remove-concept": "editor",
    "new-grant": "editor",
    "edit-grant": "editor",
    "grant-status": "approver",
    "grant-amendment": "editor",
    "grant-delete": "editor",
    "grant-scopes": "editor",
    "grant-add": "editor",
    "grant-remove": "editor",
}


@pytest.fixture
def addresses() -> dict[str, str]:
    track = track_with_profile(1)
    grant = active_grant(track)
    found = {}
    for pattern in urls.urlpatterns:
        names = pattern.pattern.converters
        about_grant = "grant" in str(pattern.name)
        values: dict[str, object] = (
            {"key": "piano"}
            if "key" in names
            else {
                name: track.pk if name == "track" or not about_grant else grant.pk for name in names
            }
        )
        found[str(pattern.name)] = reverse(f"desk:{pattern.name}", kwargs=values)
    return found


@pytest.mark.parametrize("role", STRANGERS + DESK)
def test_every_duty_opens_its_pages(
    role: str, request, signed_in, addresses: dict[str, str]
) -> None:
    client = Client() if role == "anonymous" else signed_in(request.getfixturevalue(role))
    for name, address in addresses.items():
        if name == "catalogue":
            continue  # only sends on to the list
        method = client.post if name in POST_ONLY else client.get
        response = method(address)
        if role == "anonymous":
            assert response.status_code == 302, name
            assert "/account/login/" in response["Location"], name
        elif role in DESK and DESK.index(role) >= DESK.index(ASKS.get(name, "viewer")):
            assert response.status_code in {200, 302, 404, 422}, name
        else:
            assert response.status_code == 403, name


def test_viewers_change_nothing(viewer, signed_in, addresses: dict[str, str]) -> None:
    client = signed_in(viewer)
    reading = {"catalogue", "view-save", "view-remove"}  # a view is one's own
    for name, address in addresses.items():
        if name not in reading:
            # 405 is a page that nobody can post to.
            assert client.post(address).status_code in {403, 405}, name


def test_what_changes_something_wants_a_post(admin, signed_in, addresses) -> None:
    for name in POST_ONLY:
        assert signed_in(admin).get(addresses[name]).status_code == 405, name
