"""The record of changes as the desk shows it."""

from __future__ import annotations

import csv

import pytest
from django.test import Client
from django.urls import reverse

from licensing.history.services import acting, record
from tests.licensing.rows import active_grant, analysed_track

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(viewer, editor, signed_in) -> Client:
    grant = active_grant(licensor="Dun Records")
    with acting(editor, "the second letter"):
        record(
            action="grant.update",
            subject=grant,
            before={"territories_in": ["DE"], "valid_until": None, "premises": ["cafe"]},
            after={"territories_in": ["JP"], "valid_until": "2027-03-01", "premises": ["*"]},
        )
    record(action="track.update", subject=analysed_track(title="=HYPERLINK(1)"), after={"isrc": ""})
    return signed_in(viewer)


def test_who_what_when_why(reading: Client) -> None:
    page = reading.get(reverse("desk:history")).content.decode()
    for said in ("Edda Editor", "Dun Records", "the second letter", "Japan", "Terms changed"):
        assert said in page
    assert "any premises" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "dun"}, 1),
        ({"kind": "catalogue.track"}, 1),
        ({"who": "edda"}, 1),
        ({"who": "nobody"}, 0),
        ({"until": "2020-01-01"}, 0),
        ({"since": "nonsense", "id": "x"}, 2),
    ],
)
def test_filters(reading: Client, asked: dict[str, str], found: int) -> None:
    assert len(reading.get(reverse("desk:history"), asked).context["lines"]) == found


def test_the_sheet_holds_the_chain_and_no_formula(reading: Client) -> None:
    answer = reading.get(reverse("desk:history-export"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    _heads, first, second = csv.reader(text.splitlines())
    assert first[1] == "Edda Editor"
    assert "Japan" in first[7]
    assert len(first[9]) == 64
    assert second[5].startswith("'=")
