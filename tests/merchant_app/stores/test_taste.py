"""The page of what a store has taught, its boundary, and the brand that makes siblings."""

from __future__ import annotations

import pytest
from django.urls import reverse

from merchant_app.stores.boundary import BY_NAME, step_of
from merchant_app.stores.forms import StoreForm
from merchant_app.stores.models import Store
from merchant_app.stores.taste import taste_of
from tests.merchant_app.doors import api, cafe, grant, page, send_playlist, shelf

__all__ = ["api", "cafe", "grant", "page", "shelf"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def taught(api, cafe: Store) -> dict:
    """Two playlists with verdicts in both."""
    for _ in range(2):
        shown = send_playlist(api, cafe, length=8)
        listed = [item["track"]["id"] for item in shown["items"]]
        answer = api.post(
            f"/api/v1/playlists/{shown['id']}/feedback/",
            {"accept": listed[:4], "reject": listed[4:8]},
            format="json",
        )
        assert answer.status_code == 200, answer.content
    return shown


def test_before_anything_was_said(page, store: Store) -> None:
    text = page("en").get(reverse("stores:taste", args=[store.pk])).content.decode()
    assert "Nothing yet" in text
    assert "only what surely fits" in text


def test_what_was_taught(page, cafe, taught) -> None:
    taste = taste_of(cafe, "en")
    assert taste.own is not None
    assert [row.accepted for row in taste.playlists] == [4, 4]
    assert taste.playlists[0].carries
    assert all(wish.tracks and wish.playlists for wish in taste.wishes)
    counts = [row.count for row in taste.steps]
    assert None not in counts
    assert counts == sorted(counts, reverse=True)
    assert taste.cleared >= counts[0]
    for language in ("en", "zh-hans"):
        answer = page(language).get(reverse("stores:taste", args=[cafe.pk]))
        assert taught["name"] in answer.content.decode()


def test_the_steps_count_for_a_playlist_somebody_answered_for(cafe, taught, api) -> None:
    """A newer playlist without an answer does not empty the numbers beside the steps."""
    newer = send_playlist(api, cafe)
    found = taste_of(cafe, "en")
    assert found.current is not None
    assert found.current.pk != newer["id"]
    assert all(row.count is not None for row in found.steps)


def test_a_new_sibling_is_told_where_it_would_start(page, cafe, taught) -> None:
    sibling = Store.objects.create(organisation=cafe.organisation, name="Second", territory="DE")
    text = page("en").get(reverse("stores:taste", args=[sibling.pk])).content.decode()
    assert f"starts from what {cafe.name} taught" in text


def test_the_boundary_is_set(page, store: Store) -> None:
    address = reverse("stores:boundary", args=[store.pk])
    page("en").post(address, {"step": "careful"})
    store.refresh_from_db()
    assert step_of(store) == BY_NAME["careful"]
    answer = page("en").post(address, {"step": "2"}, follow=True)
    assert "no such step" in answer.content.decode()
    store.refresh_from_db()
    assert step_of(store) == BY_NAME["careful"]


def test_brands_are_spelt_as_the_other_shops_spell_them(page, store: Store) -> None:
    Store.objects.filter(pk=store.pk).update(brand="Café Nord")
    text = page("en").get(reverse("stores:create")).content.decode()
    assert '<option value="Café Nord">' in text
    form = StoreForm(
        {"name": "New", "brand": "  café  nord ", "territory": "DE"}, brands=["Café Nord"]
    )
    form.is_valid()
    assert form.cleaned_data["brand"] == "Café Nord"
