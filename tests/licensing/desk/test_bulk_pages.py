"""Many tracks at the desk: picked in the list, changed in the dialog, undone; views with names."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from licensing.bulk.models import BulkEdit
from licensing.catalogue.models import Track
from licensing.desk.models import SavedView
from tests.licensing.rows import analysed_track

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(editor, signed_in) -> Client:
    return signed_in(editor)


def change(desk: Client, **fields: object):
    return desk.post(reverse("desk:bulk-change"), fields, headers={"HX-Request": "true"})


def test_those_ticked_are_changed_and_changed_back(desk: Client) -> None:
    tracks = [analysed_track(label="Old") for _ in range(3)]
    chosen = ",".join(str(track.pk) for track in tracks[:2])
    answer = change(desk, tracks=chosen, label="New", tags_added="calm，evening", query="q=a")
    assert answer["HX-Redirect"] == reverse("desk:tracks") + "?q=a"
    assert sorted(Track.objects.values_list("label", flat=True)) == ["New", "New", "Old"]
    assert set(tracks[0].tags.values_list("tag", flat=True)) == {"calm", "evening"}
    edit = BulkEdit.objects.get()
    page = desk.get(reverse("desk:tracks")).content.decode()
    undo = reverse("desk:bulk-undo", args=[edit.pk])
    assert undo in page
    assert "tags added: calm, evening" in page
    after = desk.post(undo, follow=True).content.decode()
    assert "Undone: 2 tracks" in after
    assert set(Track.objects.values_list("label", flat=True)) == {"Old"}


def test_all_that_the_filters_match(desk: Client) -> None:
    for number in range(60):
        analysed_track(label="Small" if number % 2 else "Large")
    change(desk, all="1", query="label=Small&territory=DE&premises=cafe", explicit="no")
    assert Track.objects.filter(explicit="no").count() == 30
    assert set(Track.objects.filter(explicit="no").values_list("label", flat=True)) == {"Small"}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"tracks": "1"}, "Nothing was chosen to be changed"),
        ({"tracks": "", "label": "New"}, "No track was chosen"),
        ({"tracks": "x,1e9,99999999999999999999", "label": "New"}, "No track was chosen"),
        ({"tracks": "1", "label": "New", "emptied": "label"}, "Either a new value, or emptied"),
    ],
)
def test_what_cannot_be_done_is_said_in_the_dialog(desk: Client, fields, says: str) -> None:
    answer = change(desk, **fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not BulkEdit.objects.exists()


def test_a_page_tells_what_an_edit_did(desk: Client) -> None:
    track = analysed_track(title="Evening", label="Old")
    change(desk, tracks=str(track.pk), label="New", verdict="poor")
    edit = BulkEdit.objects.get()
    page = desk.get(reverse("desk:bulk-edit", args=[edit.pk])).content.decode()
    assert "<del" in page
    assert "not good enough" in page
    assert "Evening" in page
    assert "label: New" in desk.get(reverse("desk:bulk-edits")).content.decode()


def test_a_view_is_kept_shared_and_forgotten(desk: Client, signed_in, approver) -> None:
    query = "missing=isrc&sort=title&page=3&evil=1"
    desk.post(reverse("desk:view-save"), {"name": "No codes", "query": query, "shared": "on"})
    view = SavedView.objects.get()
    assert view.query == "missing=isrc&sort=title"
    other = signed_in(approver)
    assert "?missing=isrc&amp;sort=title" in other.get(reverse("desk:tracks")).content.decode()
    remove = reverse("desk:view-remove", args=[view.pk])
    assert other.post(remove).status_code == 404
    desk.post(reverse("desk:view-save"), {"name": "No codes", "query": "q=a"})
    assert SavedView.objects.get().query == "q=a"
    assert "No codes" not in other.get(reverse("desk:tracks")).content.decode()
    desk.post(remove)
    assert not SavedView.objects.exists()


def test_viewers_look_and_pick_nothing(viewer, signed_in) -> None:
    analysed_track()
    client = signed_in(viewer)
    assert "data-pick " not in client.get(reverse("desk:tracks")).content.decode()
    assert client.post(reverse("desk:bulk-change"), {"label": "x"}).status_code == 403
