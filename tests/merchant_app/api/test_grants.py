"""Grants through the interface for programs: the same rules and the same two people."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from licensing.history.models import Change
from licensing.licences.models import Grant
from licensing.rights.selectors import cleared_track_ids
from tests.licensing.rows import active_grant, analysed_track, use
from tests.merchant_app.doors import api_of

pytestmark = pytest.mark.django_db

GRANTS = "/api/v1/grants/"
OPEN = {"basis": "open_licence", "licence_url": "https://example.com/by"}
ROLES = ("anonymous", "owner", "operator", "viewer", "editor", "approver", "admin")
#: (method, address, body): the answers for ROLES, in their order.
TABLE = {
    ("get", "", "{}"): (401, 403, 403, 200, 200, 200, 200),
    ("get", "{grant}/", "{}"): (401, 403, 403, 200, 200, 200, 200),
    ("post", "", '{"licensor": "A"}'): (401, 403, 403, 403, 201, 201, 201),
    ("patch", "{grant}/", '{"offline": true}'): (401, 403, 403, 403, 200, 200, 200),
    ("post", "bulk/", '{"grants": [{"licensor": "A"}]}'): (401, 403, 403, 403, 200, 200, 200),
    ("post", "{grant}/tracks/", '{"add": []}'): (401, 403, 403, 403, 200, 200, 200),
    ("post", "{grant}/amendment/", '{"answer": "approve"}'): (401, 403, 403, 403, 409, 409, 409),
    ("post", "{grant}/status/", '{"status": "nonsense"}'): (401, 403, 403, 403, 403, 400, 400),
    ("delete", "{grant}/", "{}"): (401, 403, 403, 403, 409, 409, 409),
    ("put", "{grant}/", "{}"): (401, 403, 403, 403, 405, 405, 405),
}


@pytest.fixture
def written(editor) -> APIClient:
    return api_of(editor)


@pytest.fixture
def decided(approver) -> APIClient:
    return api_of(approver)


@pytest.mark.parametrize("call", TABLE, ids=lambda call: f"{call[0]} {call[1]}")
def test_every_address_and_role(call, request) -> None:
    method, address, body = call
    grant = active_grant(analysed_track(), **OPEN)
    answers = []
    for role in ROLES:
        client = (
            APIClient() if role == "anonymous" else api_of(request.getfixturevalue(role))
        )  # fmt: skip
        answer = getattr(client, method)(
            GRANTS + address.format(grant=grant.pk), json.loads(body), format="json"
        )
        answers.append(answer.status_code)
        if answer.status_code >= 400:
            assert answer.json()["code"]
            assert answer.json()["detail"]
    assert tuple(answers) == TABLE[call]


def test_from_draft_to_play_and_back(written, decided) -> None:
    track = analysed_track()
    proof = SimpleUploadedFile("contract.pdf", b"%PDF signed")
    sent = {"licensor": "Dun", "tracks": [track.pk], "evidence_file": proof, "why": "the fair"}
    made = written.post(GRANTS, sent, format="multipart").json()
    assert (made["status"], made["tracks"], made["has_evidence_file"]) == ("drafted", 1, True)
    one = f"{GRANTS}{made['id']}/"
    assert decided.post(one + "status/", {"status": "active"}).json()["code"] == "not_from_here"
    for status in ("verified", "active"):
        assert decided.post(one + "status/", {"status": status}).json()["status"] == status
    assert cleared_track_ids(use()).tolist() == [track.pk]
    refused = decided.post(one + "status/", {"status": "revoked"})
    assert (refused.status_code, refused.json()["code"]) == (400, "reason_missing")
    decided.post(one + "status/", {"status": "revoked", "why": "over"})
    assert cleared_track_ids(use()).tolist() == []
    assert Change.objects.get(action="grant.create").why == "the fair"
    assert written.patch(one, {"offline": True}, format="json").json()["code"] == "ended"


def test_one_person_is_not_two(decided) -> None:
    sent = {"licensor": "Dun", "tracks": [analysed_track().pk], **OPEN}
    made = decided.post(GRANTS, sent, format="json").json()
    refused = decided.post(f"{GRANTS}{made['id']}/status/", {"status": "verified"})
    assert (refused.status_code, refused.json()["code"]) == (403, "two_persons")
    assert "second person" in refused.json()["detail"]


def test_a_change_of_a_grant_in_force_waits(written, decided) -> None:
    track, other = analysed_track(), analysed_track()
    one = f"{GRANTS}{active_grant(track, **OPEN).pk}/"
    body = written.patch(one, {"territories_in": ["JP"]}, format="json").json()
    assert body["territories_in"] == ["*"]
    body = written.post(one + "tracks/", {"add": [other.pk]}, format="json").json()
    assert body["amendment"]["terms"] == {"territories_in": ["JP"]}
    assert body["amendment"]["tracks_added"] == 1
    assert written.get(GRANTS, {"waiting": "1"}).json()["count"] == 1
    refused = written.post(one + "amendment/", {"answer": "approve"})
    assert (refused.status_code, refused.json()["code"]) == (403, "approvers_only")
    body = decided.post(one + "amendment/", {"answer": "approve"}).json()
    assert (body["territories_in"], body["tracks"], body["amendment"]) == (["JP"], 2, None)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "licensor"),
        ({"licensor": "A", "territories_in": ["XX"]}, "territories_in"),
        ({"licensor": "A", "valid_from": "2026-05-01", "valid_until": "2026-04-01"}, "valid_until"),
        ({"licensor": "A", "valid_from": "01.05.2026"}, "valid_from"),
        ({"licensor": "A", "rights": ["everything"]}, "rights"),
        ({"licensor": "A", "scope_kind": "label"}, "scope_value"),
        ({"licensor": "A", "tracks": [999_999]}, "tracks"),
        ({"licensor": "A", "licence_url": "javascript:alert(1)"}, "licence_url"),
    ],
)
def test_what_cannot_be_is_refused_by_field(written, sent, field) -> None:
    answer = written.post(GRANTS, sent, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Grant.objects.exists()


def test_rows_of_a_bulk_fail_alone_and_twice_changes_nothing(written) -> None:
    active = active_grant(analysed_track(), external_key="old", **OPEN)
    rows = [
        {"licensor": "New", "external_key": "new", "tracks": [analysed_track().pk]},
        {"licensor": "Never", "valid_from": "2026-05-01", "valid_until": "2026-04-01"},
        {"external_key": "old", "offline": True},
        {"id": 999_999, "offline": True},
        {"external_key": "unknown"},
    ]
    for first, third in (("created", "waiting"), ("unchanged", "unchanged")):
        answer = written.post(GRANTS + "bulk/", {"grants": rows}, format="json").json()
        outcomes = [row["outcome"] for row in answer["results"]]
        assert outcomes == [first, "failed", third, "failed", "failed"]
        assert (answer["written"], answer["failed"]) == (2, 3)
        assert (Grant.objects.count(), Change.objects.count()) == (2, 2)
    assert not active.offline


def test_filters_and_a_fixed_number_of_queries(written, django_assert_max_num_queries) -> None:
    track = analysed_track()
    active_grant(track, licensor="Alpha", territories_in=["EU"], territories_out=["MT"])
    active_grant(licensor="Beta", status="drafted", basis="blanket", territories_in=["US"])

    def found(**asked: str) -> set[str]:
        return {row["licensor"] for row in written.get(GRANTS, asked).json()["results"]}

    assert found() == {"Alpha", "Beta"}
    assert found(q="alp") == found(track=str(track.pk)) == found(status="active") == {"Alpha"}
    assert found(basis="blanket") == found(territory="us") == {"Beta"}
    assert found(territory="DE") == {"Alpha"}
    assert found(territory="MT") == found(territory="??") == found(ends_within="30") == set()
    with django_assert_max_num_queries(6):
        found()
