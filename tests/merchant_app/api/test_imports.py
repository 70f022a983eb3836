"""Imports through the interface for programs."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from licensing.catalogue.models import Track
from licensing.imports.models import ImportBatch
from tests.licensing.audio import work_off

pytestmark = pytest.mark.django_db(transaction=True)

SHEET = "Song,Nr\nRain,GBAYE1200001\nSnow,bad\n"


def send(client: Client, content: str = SHEET, **more: str):
    file = SimpleUploadedFile("new.csv", content.encode())
    return client.post(reverse("api:import-list"), {"file": file, **more})


def test_a_sheet_is_checked_then_imported(editor, signed_in) -> None:
    client = signed_in(editor)
    sent = send(client, mapping=json.dumps({"title": "Song", "isrc": 1}))
    assert sent.status_code == 202
    assert sent.json()["state"] == "checking"
    work_off()
    detail = reverse("api:import-detail", args=[sent.json()["id"]])
    checked = client.get(detail).json()
    assert (checked["state"], checked["counts"]["new"], checked["counts"]["error"]) == (
        "checked",
        1,
        1,
    )
    assert not Track.objects.exists()
    rows = client.get(f"{detail}rows/", {"verdict": "error"}).json()["results"]
    assert rows[0]["problems"][0]["code"] == "bad_isrc"
    assert "is no ISRC" in rows[0]["problems"][0]["sentence"]
    assert client.post(f"{detail}apply/").status_code == 202
    work_off()
    assert client.get(detail).json()["state"] == "done"
    assert Track.objects.get().isrc == "GBAYE1200001"
    assert b"bad" in b"".join(client.get(f"{detail}errors/").streaming_content)


def test_without_a_dry_run_it_goes_the_whole_way(editor, signed_in) -> None:
    send(signed_in(editor), "title,isrc\nRain,GBAYE1200001\n", dry_run="false")
    work_off()
    assert Track.objects.get().title == "Rain"


@pytest.mark.parametrize(
    ("content", "more", "code"),
    [
        ("", {}, "empty"),
        ("title\n", {}, "no_rows"),
        (SHEET, {"mapping": '{"colour": 0}'}, "bad_mapping"),
        (SHEET, {"mapping": '{"title": 7}'}, "bad_mapping"),
        ("colour,shape\nred,round\n", {}, "nothing_mapped"),
    ],
)
def test_what_is_refused_leaves_nothing(content, more, code, editor, signed_in) -> None:
    answer = send(signed_in(editor), content, **more)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not ImportBatch.objects.exists()


def test_nothing_to_import_is_said(editor, signed_in) -> None:
    assert signed_in(editor).post(reverse("api:import-list"), {}).status_code == 400


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [("owner", 403, 403), ("operator", 403, 403), ("viewer", 200, 403), ("editor", 200, 202)],
)
def test_who_may(role, reads, writes, request, signed_in) -> None:
    client = signed_in(request.getfixturevalue(role))
    assert client.get(reverse("api:import-list")).status_code == reads
    assert send(client, "title\nRain\n").status_code == writes
    assert send(Client(), "title\nRain\n").status_code == 401
