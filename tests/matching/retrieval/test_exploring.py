"""Guesses are drawn with the chances that are written down, and replay draws them again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.evaluation.synthetic import synthetic_catalogue
from matching.intent.state import Event
from matching.profile.track import FACETS
from matching.retrieval.compose import compose
from matching.retrieval.exploring import drawn, history_seed, inclusion
from matching.retrieval.recommend import recommend
from tests.matching.synthetic import understood

SNAPSHOT = synthetic_catalogue(400, seed=23).snapshot()
VAGUE = compose([understood({"beautiful": 0.5})])
ENERGY = SNAPSHOT.facets[:, FACETS.index("energy")]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20), st.integers(0, 8))
def test_chances_of_inclusion_add_up(worth: list[float], count: int) -> None:
    chances = inclusion(np.array(worth), count)
    assert chances.sum() == pytest.approx(min(count, len(worth)))
    assert chances.min() >= 0
    assert chances.max() <= 1 + 1e-9
    assert len(drawn(chances, 7)) == min(count, len(worth))


def test_tracks_are_drawn_as_often_as_said() -> None:
    chances = inclusion(np.array([9.0, 4.0, 1.0, 1.0, 0.5, 0.1]), 2)
    counts = np.zeros(len(chances))
    for seed in range(20_000):
        counts[drawn(chances, seed)] += 1
    assert counts / 20_000 == pytest.approx(chances, abs=0.015)


def test_at_most_two_of_ten_are_guesses_with_a_known_chance() -> None:
    events = [
        Event("accept" if ENERGY[row] < 0.4 else "reject", int(SNAPSHOT.ids[row]))
        for row in range(0, 30, 3)
    ]
    kept = sum(event.kind == "accept" for event in events)
    listed = recommend(SNAPSHOT, VAGUE, allowed_ids=SNAPSHOT.ids, length=kept + 10, events=events)
    guesses = [item for item in listed.items if item.guess]
    assert 0 < len(guesses) <= 2
    assert all(0 < item.shown_with <= 1 for item in guesses)
    assert all(item.shown_with == 1 for item in listed.items if not item.guess)
    assert history_seed(events) == history_seed(events[::-1])
    assert history_seed(events) != history_seed(events[1:])
