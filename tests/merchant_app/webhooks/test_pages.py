"""Pages and interface of webhooks: owners only, the secret once, mistakes in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from merchant_app.accounts.models import Organisation, User
from merchant_app.webhooks.endpoints import LIMIT, endpoint_create
from merchant_app.webhooks.models import Delivery, Endpoint
from merchant_app.webhooks.services import emit
from tests.merchant_app.doors import api_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/team/settings/webhooks/"
HOOK = {"address": "https://8.8.8.8/hook", "events": ["clearance.lost"]}


@pytest.fixture
def endpoint(organisation: Organisation) -> Endpoint:
    return endpoint_create(organisation=organisation, **HOOK)


@pytest.fixture
def delivery(endpoint: Endpoint) -> Delivery:
    emit(organisation=endpoint.organisation, event="clearance.lost", payload={"x": "茶"}, key="1")
    return Delivery.objects.get()


def test_an_owner_adds_one_and_sees_its_secret_once(owner: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    shown = client.post(URL, HOOK, follow=True).content.decode()
    made = Endpoint.objects.get()
    assert made.secret in shown
    assert made.secret not in client.get(f"{URL}{made.pk}/").content.decode()
    rotated = client.post(f"{URL}{made.pk}/act/", {"do": "rotate"}, follow=True).content.decode()
    old = made.secret
    made.refresh_from_db()
    assert made.secret in rotated
    assert made.old_secret == old
    client.post(f"{URL}{made.pk}/act/", {"do": "off"})
    assert "not told at present" in client.get(f"{URL}{made.pk}/").content.decode()
    client.post(f"{URL}{made.pk}/act/", {"do": "on"})
    client.post(f"{URL}{made.pk}/", {**HOOK, "events": ["certificate.issued"]})
    made.refresh_from_db()
    assert (made.active, made.events) == (True, ["certificate.issued"])
    client.post(f"{URL}{made.pk}/act/", {"do": "delete"})
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"address": "https://10.0.0.1/"}, "private network"),
        ({"address": "http://8.8.8.8/"}, "begins with https://"),
        ({"address": "not an address"}, "begins with https://"),
        ({"events": []}, "This field is required"),
        ({"events": ["weather.changed"]}, "weather.changed is not one"),
    ],
)
def test_mistakes_are_said(owner: User, signed_in: SignIn, wrong: Any, words: str) -> None:
    page = signed_in(owner).post(URL, HOOK | wrong)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Endpoint.objects.exists()


def test_what_was_sent_is_listed_and_sent_again(
    owner: User, delivery: Delivery, signed_in: SignIn
) -> None:
    Delivery.objects.update(state="failed", status=500, problem="refused", attempts=9)
    client = signed_in(owner)
    page = client.get(f"{URL}{delivery.endpoint_id}/").content.decode()
    for words in ("clearance.lost", "Given up", "The server answered with an error. (500)"):
        assert words in page
    assert "茶" in client.get(f"{URL}deliveries/{delivery.pk}/message/").content.decode()
    client.post(f"{URL}deliveries/{delivery.pk}/again/")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("waiting", 0)


def test_programs_manage_them_too(owner: User) -> None:
    client = api_of(owner)
    made = client.post("/api/v1/webhooks/", HOOK, format="json")
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    url = f"/api/v1/webhooks/{made.json()['id']}/"
    assert "secret" not in client.get(url).json()
    off = client.patch(url, {"active": False}, format="json").json()
    assert (off["active"], off["stopped"]) == (False, "owner")
    assert client.post(f"{url}rotate/").json()["secret"] != made.json()["secret"]
    taken = client.post("/api/v1/webhooks/", HOOK, format="json")
    assert (taken.status_code, taken.json()["code"]) == (409, "address_taken")
    private = client.post("/api/v1/webhooks/", HOOK | {"address": "https://[::1]/"}, format="json")
    assert (private.status_code, private.json()["code"]) == (400, "address_private")
    for number in range(1, LIMIT):
        client.post("/api/v1/webhooks/", HOOK | {"address": f"https://8.8.8.8/{number}"}, "json")
    over = client.post("/api/v1/webhooks/", HOOK | {"address": "https://8.8.8.8/x"}, format="json")
    assert over.json()["code"] == "too_many_webhooks"
    assert client.delete(url).status_code == 204
    assert len(client.get("/api/v1/webhooks/").json()) == LIMIT - 1


def test_owners_only_and_only_their_own(
    owner: User, colleague: User, outsider: User, editor: User, delivery: Delivery,
    signed_in: SignIn,
) -> None:  # fmt: skip
    pk = delivery.endpoint_id
    pages = [
        ("get", URL),
        ("get", f"{URL}{pk}/"),
        ("post", f"{URL}deliveries/{delivery.pk}/again/"),
        ("get", f"{URL}deliveries/{delivery.pk}/message/"),
        ("post", f"{URL}{pk}/act/"),
    ]
    people = {
        "anonymous": (Client(), (302, 302, 302, 302, 302)),
        "colleague": (signed_in(colleague), (403, 403, 403, 403, 403)),
        "outsider": (signed_in(outsider), (200, 404, 404, 404, 404)),
        "editor": (signed_in(editor), (403, 403, 403, 403, 403)),
        "owner": (signed_in(owner), (200, 200, 302, 200, 302)),
    }
    for name, (client, wanted) in people.items():
        answers = tuple(getattr(client, method)(url).status_code for method, url in pages)
        assert answers == wanted, name
    calls = [
        ("get", "/api/v1/webhooks/"),
        ("get", f"/api/v1/webhooks/{pk}/"),
        ("get", f"/api/v1/webhooks/{pk}/deliveries/"),
        ("post", f"/api/v1/webhooks/{pk}/deliveries/{delivery.pk}/again/"),
    ]
    programs = {
        "colleague": (colleague, (403, 403, 403, 403)),
        "outsider": (outsider, (200, 404, 404, 404)),
        "editor": (editor, (403, 403, 403, 403)),
        "owner": (owner, (200, 200, 200, 202)),
    }
    for name, (user, wanted) in programs.items():
        answers = tuple(getattr(api_of(user), method)(url).status_code for method, url in calls)
        assert answers == wanted, name
