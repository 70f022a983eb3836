"""Editors change the semantic pool: refused where it cannot be used, on record, and undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from matching.concepts.models import ConceptChange
from matching.semantics.pool import pool

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(editor, signed_in) -> Client:
    return signed_in(editor)


def filled(desk: Client, key: str, **changed: Any) -> dict[str, Any]:
    """The form of a concept as a browser would send it back."""
    form = desk.get(reverse("desk:concept", args=[key])).context["form"]
    said = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    return {name: value or "" for name, value in {**said, **changed}.items()}


def test_a_concept_is_changed_found_and_given_back(desk: Client, editor) -> None:
    address = reverse("desk:concept", args=["piano"])
    before = pool().concepts["piano"]
    sent = filled(desk, "piano", zh=f"{before.names['zh'][0]}\n黑白键")
    assert desk.post(address, sent).status_code == 302
    assert pool().concepts["piano"].names["zh"] == (before.names["zh"][0], "黑白键")
    assert pool().concepts["piano"].tags == before.tags
    assert pool().concepts["piano"].bands == before.bands
    found = desk.get(reverse("desk:concepts"), {"q": "黑白键", "state": "changed"})
    assert [line.concept.id for line in found.context["page"]] == ["piano"]
    assert str(ConceptChange.objects.get().changed_by) in desk.get(address).content.decode()
    desk.post(reverse("desk:remove-concept", args=["piano"]), {"give_back": "1"})
    assert pool().concepts["piano"] == before


def test_a_new_concept_and_one_taken_out(desk: Client) -> None:
    said = {
        "concept": "pinball",
        "family": "places",
        "en": "pinball hall",
        "zh": "弹珠厅",
        "en_like": "steel balls roll",
        "zh_like": "钢珠滚来滚去",
        "tags": "electronic = 0.9\n@calm = −0.5",
        "bands": ["fast"],
        "source": "editorial",
    }
    assert desk.post(reverse("desk:new-concept"), said).status_code == 302
    assert pool().concepts["pinball"].tags["electronic"] == 0.9
    again = desk.post(reverse("desk:new-concept"), said)
    assert (again.status_code, "concept" in again.context["form"].errors) == (422, True)
    desk.post(reverse("desk:remove-concept", args=["pinball"]))
    assert "pinball" not in pool().concepts
    page = desk.get(reverse("desk:concept", args=["pinball"]))
    assert page.context["is_out"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tags", "kazoo = 1"),
        ("tags", "piano"),
        ("tags", "piano = 3"),
        ("source", "somebody said so"),
        ("zh_like", ""),
        ("family", "planets"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(desk: Client, field: str, value: str) -> None:
    answer = desk.post(
        reverse("desk:concept", args=["piano"]), filled(desk, "piano", **{field: value})
    )
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not ConceptChange.objects.exists()


def test_an_opposite_cannot_be_taken_away(desk: Client) -> None:
    named = next(each.opposite for each in pool().concepts.values() if each.opposite)
    page = desk.post(reverse("desk:remove-concept", args=[named]), follow=True)
    assert "opposite" in page.content.decode()
    assert named in pool().concepts


def test_the_list_costs_the_same_whatever_was_changed(
    desk: Client, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(8):
        desk.get(reverse("desk:concepts"))
    for key in ("harp", "piano", "violin"):
        desk.post(reverse("desk:concept", args=[key]), filled(desk, key, note="Changed."))
    with django_assert_max_num_queries(8):
        desk.get(reverse("desk:concepts"))


def test_nobody_knows_that_concept(desk: Client) -> None:
    assert desk.get(reverse("desk:concept", args=["nowhere"])).status_code == 404
