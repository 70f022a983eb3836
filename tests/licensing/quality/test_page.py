"""The desk's page of tracks that are held back, and one-key verdicts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from licensing.quality.services import findings_store
from tests.licensing.profiles import track as track_with_profile

pytestmark = pytest.mark.django_db

CLIPPED = {"code": "clipped", "params": {"share": 0.2, "spans": [[3.0, 6.0], [12.0, 12.3]]}}


@pytest.fixture
def held():
    track = track_with_profile(1, duration_s=30.0)
    findings_store(track.asset, [CLIPPED])
    return track


def test_what_is_wrong_is_drawn_and_said(held, viewer, signed_in) -> None:
    page = signed_in(viewer).get(reverse("desk:quality")).content.decode()
    assert "20% of the sound lies flat" in page
    assert '<rect class="clipped" x="100.0" width="100.0"' in page
    assert "Good enough" not in page.split("track-list")[1].split("</ol>")[0]


def test_one_button_lets_it_play_and_takes_that_back(held, editor, signed_in) -> None:
    client = signed_in(editor)
    address = reverse("desk:quality-judge", args=[held.pk])
    row = client.post(address, {"verdict": "fine"}, headers={"HX-Request": "true"})
    assert "Plays where it is cleared." in row.content.decode()
    held.refresh_from_db()
    assert not held.quality_hold
    assert str(held.title) in client.get(reverse("desk:quality") + "?show=passed").content.decode()
    assert client.post(address, {"verdict": ""}).status_code == 302
    held.refresh_from_db()
    assert held.quality_hold
    assert client.post(address, {"verdict": "splendid"}).status_code == 422


def test_the_page_in_chinese_and_empty(held, editor, signed_in) -> None:
    client = signed_in(editor)
    client.cookies["django_language"] = "zh-hans"
    page = client.get(reverse("desk:quality"), headers={"Accept-Language": "zh-hans"})
    assert page.status_code == 200
    assert "Nothing is held back" not in page.content.decode()
    held.withdrawn = True
    held.save()
    assert client.get(reverse("desk:quality") + "?show=nonsense").status_code == 200


def test_a_longer_list_takes_no_more_queries(
    editor, signed_in, django_assert_max_num_queries
) -> None:
    client = signed_in(editor)
    for number in range(2, 14):
        findings_store(track_with_profile(number, duration_s=30.0).asset, [CLIPPED])
    with django_assert_max_num_queries(14):
        client.get(reverse("desk:quality"))
