"""The pages of imports: columns are said, rows looked at, doubtful ones decided, errors fetched."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from licensing.catalogue.models import Track
from licensing.imports import urls
from licensing.imports.models import ImportBatch
from merchant_app.accounts.models import User
from tests.licensing.audio import work_off
from tests.licensing.imports.sheets import bring_in, take_in

pytestmark = pytest.mark.django_db(transaction=True)

SHEET = "Song,Who,Nr\nRain,Ming,1\n=2+5,Ming,GBAYE12\n"
ASKS_EDITOR = {"receive", "folder", "sheet", "check", "apply", "stop", "delete", "decide"}


def test_from_the_file_to_the_catalogue(editor: User, signed_in) -> None:
    client = signed_in(editor)
    sent = client.post(
        reverse("imports:receive"), {"file": SimpleUploadedFile("new.csv", SHEET.encode())}
    )
    assert sent.status_code == 200
    batch = ImportBatch.objects.get()
    page = reverse("imports:batch", args=[batch.pk])
    assert page in sent.content.decode()
    assert "Song" in client.get(page).content.decode()
    columns = {"column-title": "0", "column-artists": "1", "column-isrc": "2"}
    refused = client.post(reverse("imports:check", args=[batch.pk]), {"column-label": "0"})
    assert refused.status_code == 422
    assert client.post(reverse("imports:check", args=[batch.pk]), columns).status_code == 302
    assert client.get(reverse("imports:progress", args=[batch.pk])).status_code == 200
    work_off()
    told = client.get(reverse("imports:progress", args=[batch.pk]))
    assert told["HX-Refresh"] == "true"
    assert "is no ISRC" in client.get(page).content.decode()
    client.post(reverse("imports:check", args=[batch.pk]), {"again": "1"})
    columns["column-isrc"], columns["column-external_key"] = "", "2"
    client.post(reverse("imports:check", args=[batch.pk]), columns)
    work_off()
    client.post(reverse("imports:apply", args=[batch.pk]))
    work_off()
    assert set(Track.objects.values_list("title", flat=True)) == {"Rain", "=2+5"}
    assert client.get(page).status_code == 200
    assert client.get(reverse("imports:list")).status_code == 200
    client.post(reverse("imports:delete", args=[batch.pk]))
    assert Track.objects.count() == 2


def test_what_did_not_land_comes_back_with_the_reason_and_runs_nowhere(
    editor: User, signed_in
) -> None:
    batch = bring_in(editor, 'title,isrc,label\n"=cmd()|x",bad,-1\nRain,GBAYE1200001,\n')
    client = signed_in(editor)
    answer = client.get(reverse("imports:errors", args=[batch.pk, "csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    header, row = csv.reader(io.StringIO(text))
    assert header == ["title", "isrc", "label", "Row", "Why"]
    assert row[:4] == ["'=cmd()|x", "bad", "-1", "2"]
    assert "is no ISRC" in row[4]
    book = load_workbook(
        io.BytesIO(client.get(reverse("imports:errors", args=[batch.pk, "xlsx"])).content)
    )
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == ("=cmd()|x", "s")
    # Corrected in place, the sheet can be sent again as it is.
    fixed = text.replace("bad", "GBAYE1200002")
    assert take_in(editor, fixed).mapping == {"title": 0, "isrc": 1, "label": 2}


def test_a_doubtful_row_is_decided_with_one_button(editor: User, signed_in) -> None:
    known = Track.objects.create(title="Rain", artist="Ming")
    batch = bring_in(editor, "title,artist,isrc\nRain,Ming,GBAYE1200001\n")
    client = signed_in(editor)
    shown = client.get(reverse("imports:review", args=[batch.pk])).content.decode()
    assert f'value="{known.pk}"' in shown
    other = Track.objects.create(title="Else")
    decide = reverse("imports:decide", args=[batch.pk, 2])
    assert client.post(decide, {"word": str(other.pk)}).status_code == 422
    client.post(decide, {"word": str(known.pk)})
    work_off()
    known.refresh_from_db()
    assert known.isrc == "GBAYE1200001"


@pytest.mark.parametrize("role", ["anonymous", "owner", "operator", "viewer", "editor", "admin"])
def test_who_may_do_what(role: str, request, signed_in, editor: User) -> None:
    batch = take_in(editor, SHEET)
    client = Client() if role == "anonymous" else signed_in(request.getfixturevalue(role))
    for pattern in urls.urlpatterns:
        values = {"pk": batch.pk, "form": "csv", "number": 2}
        names = pattern.pattern.converters
        address = reverse(f"imports:{pattern.name}", kwargs={name: values[name] for name in names})
        posts = pattern.name in ASKS_EDITOR
        if posts and role in {"editor", "admin"}:
            continue  # they would do it
        status = (client.post if posts else client.get)(address).status_code
        if role == "anonymous":
            assert status == 302, pattern.name
        elif posts or role in {"owner", "operator"}:
            assert status == 403, pattern.name
        else:
            assert status in {200, 302}, pattern.name
