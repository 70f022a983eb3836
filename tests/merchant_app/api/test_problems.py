"""Errors of the interface for programs: RFC 9457, in the language that was asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

from merchant_app.accounts.models import User
from merchant_app.api.stores import StoreViewSet

pytestmark = pytest.mark.django_db


def test_each_problem_has_the_members_of_the_standard(api) -> None:
    answer = api.get("/api/v1/playlists/123456/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == "/api/docs/problems#not_found"
    assert body["title"] == "Not Found"
    assert body["status"] == 404
    assert body["code"] == "not_found"
    assert body["detail"]


def test_problems_are_said_in_chinese(api_zh, cafe) -> None:
    missing = api_zh.get("/api/v1/playlists/123456/").json()
    assert any("\u4e00" <= sign <= "\u9fff" for sign in missing["detail"])
    wrong = api_zh.post(
        "/api/v1/stores/",
        {"name": "", "premises_type": "x", "territory": "XX", "timezone": "Mars"},
        format="json",
    ).json()
    assert wrong["detail"] == "有些字段填写有误。"
    assert wrong["errors"]["territory"] == ["请使用 ISO 3166-1 代码，例如 DE 或 CN。"]
    assert wrong["errors"]["timezone"] == ["请使用时区名称，例如 Europe/Berlin。"]
    for said in (*wrong["errors"]["name"], *wrong["errors"]["premises_type"]):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in said)


def test_a_program_does_not_change_its_owners_language(owner, api_zh) -> None:
    User.objects.filter(pk=owner.pk).update(language="")
    api_zh.get("/api/v1/stores/")
    owner.refresh_from_db()
    assert owner.language == ""


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("put", "/api/v1/playlists/", 405, "method_not_allowed"),
        ("get", "/api/v1/stores/999999999999999999/", 404, "not_found"),
        ("get", "/api/v1/stores/999999999999999999/briefs/", 404, "not_found"),
        ("get", "/api/v1/briefs/999999999999999999/", 404, "not_found"),
        ("get", "/api/v1/tracks/?cleared_for=²", 400, "invalid"),
        ("get", "/api/v1/tracks/?cleared_for=" + "9" * 5000, 400, "invalid"),
        ("get", "/api/v1/playlists/?page=1000", 404, "not_found"),
    ],
)
def test_odd_requests(api, cafe, method, address, status, code) -> None:
    answer = getattr(api, method)(address)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_numbers_no_database_holds(api, cafe) -> None:
    for address in ("stores", "briefs", "playlists"):
        assert api.get(f"/api/v1/{address}/{'9' * 5000}/").status_code == 404
        assert api.get(f"/api/v1/{address}/²/").status_code == 404
    assert api.get(f"/api/v1/playlists/?store={'9' * 5000}").json()["results"] == []
    listed = api.get(f"/api/v1/playlists/?store={10**17}")
    assert listed.json()["results"] == []


def test_a_wrong_token_is_no_stranger_but_wrong(db) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Token nonsense")
    answer = client.get("/api/v1/stores/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer["Content-Type"] == "application/problem+json"


def test_too_many_requests_are_told_when_to_come_back(
    api, owner, api_zh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StoreViewSet, "throttle_classes", [UserRateThrottle, AnonRateThrottle])
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/min", "anon": "1/min"})
    cache.clear()
    assert [api.get("/api/v1/stores/").status_code for _ in range(3)] == [200, 200, 429]
    answer = api.get("/api/v1/stores/")
    assert answer["Content-Type"] == "application/problem+json"
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer.json()["code"] == "throttled"
    chinese = api_zh.get("/api/v1/stores/").json()["detail"]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
    cache.clear()


def test_limits_are_on_unless_they_are_switched_off() -> None:
    says = (
        "import django; django.setup();"
        "from merchant_app.api.stores import StoreViewSet as v;"
        "print(sorted(c.__name__ for c in v.throttle_classes))"
    )
    for limit, expected in (("true", "['AnonRateThrottle', 'UserRateThrottle']"), ("false", "[]")):
        environment = {
            **os.environ,
            "RATE_LIMIT": limit,
            "DJANGO_SETTINGS_MODULE": "merchant_app.config.settings",
        }
        told = subprocess.run(
            [sys.executable, "-c", says],
            env=environment,
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == expected


def test_a_member_of_no_organisation_has_nothing(db) -> None:
    user = User.objects.create_user("new@example.com", "a good password", name="New")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=user).key}")
    assert client.get("/api/v1/stores/").status_code == 404
    assert client.post("/api/v1/stores/", {}).status_code == 403


def test_the_page_of_problems_lists_every_code(api, client) -> None:
    shown = client.get("/api/docs/problems/").content.decode()
    for code in ("brief_empty", "stale_version", "list_unknown", "unknown_wish", "broker_down"):
        assert f'id="{code}"' in shown
