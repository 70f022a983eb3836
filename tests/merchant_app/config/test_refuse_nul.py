"""A NUL character anywhere in a request is answered in words, not with an error of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from merchant_app.accounts.models import User
from merchant_app.onair.models import PlayerDevice
from merchant_app.stores.models import Store

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    "address", ["/credits/?q=%00", "/player/%00/", "/team/join/%00/", "/?%00=1", "/media/%00"]
)
def test_pages_without_sign_in(address: str) -> None:
    page = Client(headers={"accept-language": "zh-CN"}).get(address)
    assert page.status_code == 400
    assert "内容没有完整送达" in page.content.decode()


def test_pages_of_people(owner: User, operator: User, store: Store, signed_in: SignIn) -> None:
    assert signed_in(owner).get(f"/stores/{store.pk}/blocks/?q=%00").status_code == 400
    assert signed_in(operator).get("/operations/jobs/?q=%00").status_code == 400


def test_forms(owner: User, store: Store, signed_in: SignIn) -> None:
    page = signed_in(owner).post(f"/stores/{store.pk}/players/", {"name": "Bar\0"})
    assert page.status_code == 400
    assert not PlayerDevice.objects.exists()
    assert Client().post("/account/login/", {"login": "a\0", "password": "x"}).status_code == 400


def test_a_cookie() -> None:
    client = Client()
    client.cookies["sessionid"] = "\0" * 32
    assert client.get("/account/login/").status_code == 400


def test_programs_get_a_problem(owner: User) -> None:
    token = Token.objects.create(user=owner).key
    answer = Client(headers={"authorization": f"Token {token}"}).get("/api/v1/tracks/?q=%00")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "invalid"
