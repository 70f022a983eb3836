"""A short list says what would widen it; each way is one click, and so is the way back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.intent.boundary import DEFAULT_BOUNDARY, Widening
from matching.intent.state import Wish
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.stores.boundary import BY_NAME, STEPS, Step, lower_step, step_of
from merchant_app.stores.models import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def short(playlist: Playlist) -> Playlist:
    """A list that held six places back."""
    wish = Wish("tag:voice", -1, 1.0, "owner")
    widen = [Widening("tag:voice", 11).to_json(), Widening("boundary", 6).to_json()]
    PlaylistVersion.objects.filter(playlist=playlist).update(
        held_back=6, widen=widen, wishes=[wish.to_json()]
    )
    return playlist


def test_the_steps_rise() -> None:
    values = [DEFAULT_BOUNDARY if step.value is None else step.value for step in STEPS]
    assert values == sorted(set(values))
    assert values[0] > 0
    assert values[-1] < 1


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_store_is_on_the_step_it_was_set_to(step: Step) -> None:
    assert step_of(Store(boundary=step.value)) == step


def test_nothing_below_the_lowest() -> None:
    assert lower_step(Store(boundary=STEPS[0].value)) is None
    assert lower_step(Store()) == BY_NAME["curious"]


def test_the_room_offers_the_ways(short, page) -> None:
    room = page("en").get(reverse("playlists:detail", args=[short.pk])).content.decode()
    assert "8 of 8" in room
    assert "11 more" in room
    assert "a little more adventurous" in room
    assert 'value="curious"' in room


def test_more_adventurous_and_back(short, page, owner) -> None:
    address = reverse("playlists:widen", args=[short.pk])
    for step, number in (("curious", 2), ("curious", 2), ("usual", 3)):
        page("en").post(address, {"step": step})
        short.refresh_from_db()
        assert step_of(short.store) == BY_NAME[step]
        assert short.version_number == number
    page("en").post(address, {"step": "reckless"})
    short.refresh_from_db()
    assert short.version_number == 3
