"""Two tracks side by side, and one key for each decision."""

from __future__ import annotations

import pytest
from django.urls import reverse

from licensing.duplicates.models import DuplicatePair, Merge
from licensing.history.models import Change
from tests.licensing.profiles import track as track_with_profile

pytestmark = pytest.mark.django_db

PAGE = "desk:duplicates"


@pytest.fixture
def pair() -> DuplicatePair:
    one = track_with_profile(1, artist="Somebody", isrc="GBAYE6800011")
    two = track_with_profile(2, artist="somebody")
    return DuplicatePair.objects.create(
        track_a=one, track_b=two, kind="same_audio", score=0.97, shift_s=-1.5
    )


def test_both_are_shown_with_what_differs(pair, viewer, signed_in) -> None:
    page = signed_in(viewer).get(reverse(PAGE)).content.decode()
    assert "97 % alike in sound" in page
    assert 'data-side="A"' in page
    assert 'data-starts="1.5"' in page
    assert page.count('class="differs"') == 2  # title and ISRC, not how the artist is written
    assert "Merge into A" not in page  # viewers only look


def test_merging_and_undoing(pair, editor, signed_in) -> None:
    client = signed_in(editor)
    address = reverse("desk:duplicate-decide", args=[pair.pk])
    page = client.post(address, {"decision": "right", "show": "duplicates"}, follow=True)
    assert "Nothing to decide here" in page.content.decode()
    done = Merge.objects.get()
    assert (done.kept, done.gone, done.by) == (pair.track_b, pair.track_a, editor)
    assert Change.objects.filter(action="merge_into", actor=editor).exists()
    again = client.post(address, {"decision": "left"}, follow=True)
    assert "meanwhile" in again.content.decode()
    undo = reverse("desk:duplicate-undo", args=[done.pk])
    assert "is a track again" in client.post(undo, follow=True).content.decode()
    assert "undone before" in client.post(undo, follow=True).content.decode()
    assert "Are these one recording?" in client.get(reverse(PAGE)).content.decode()


def test_keeping_apart_and_going_round(pair, editor, signed_in) -> None:
    other = DuplicatePair.objects.create(
        track_a=pair.track_a, track_b=track_with_profile(3), kind="near_identical", score=0.8
    )
    client = signed_in(editor)
    first = client.get(reverse(PAGE)).context["pair"]
    second = client.get(f"{reverse(PAGE)}?after={first.pk}").context["pair"]
    assert {first, second} == {pair, other}
    assert client.get(f"{reverse(PAGE)}?after={second.pk}").context["pair"] == first
    client.post(reverse("desk:duplicate-decide", args=[first.pk]), {"decision": "keep"})
    page = client.get(reverse(PAGE))
    assert page.context["pair"] == second
    assert "Ask again" in page.content.decode()
    again = reverse("desk:duplicate-decide", args=[first.pk])
    client.post(again, {"decision": "again"})
    assert client.get(reverse(PAGE)).context["left"] == 2
    client.post(again, {"decision": "keep"})
    client.post(reverse("desk:duplicate-decide", args=[second.pk]), {"decision": "guess"})
    assert client.get(reverse(PAGE)).context["pair"] == second
    assert client.get(f"{reverse(PAGE)}?show=versions&after=x²").context["pair"] is None
