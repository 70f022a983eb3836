"""Which events teach, and how much: emphasis, votes, other briefs of the store."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.evaluation.synthetic import synthetic_catalogue
from matching.intent.state import Event
from matching.intent.teaching import lessons
from matching.profile.track import FACETS
from matching.retrieval.compose import compose
from matching.retrieval.recommend import Recommendation, recommend
from tests.matching.synthetic import understood

SNAPSHOT = synthetic_catalogue(400, seed=22).snapshot()
VAGUE = compose([understood({"beautiful": 0.5})])
ENERGY = SNAPSHOT.facets[:, FACETS.index("energy")]
IDS = [int(track) for track in SNAPSHOT.ids]


def listed(events: list[Event], taught: list[Event] = [], **rest: object) -> Recommendation:  # noqa: B006
    return recommend(
        SNAPSHOT, VAGUE, allowed_ids=SNAPSHOT.ids, length=20, events=events, taught=taught,
        **rest,  # type: ignore[arg-type]
    )  # fmt: skip


def calm(rows: range, **rest: object) -> list[Event]:
    return [
        Event("accept" if ENERGY[row] < 0.4 else "reject", IDS[row], **rest)  # type: ignore[arg-type]
        for row in rows
    ]


def energy_of_new(found: Recommendation, events: list[Event]) -> float:
    seen = {event.id for event in events}
    rows = SNAPSHOT.rows([item.id for item in found.items if item.id not in seen])
    return float(ENERGY[rows].mean())


def weight_of(events: list[Event], track: int, taught: list[Event] = []) -> float:  # noqa: B006
    told = lessons(SNAPSHOT, np.arange(400), events, taught)
    return float(told.weights[told.said & (SNAPSHOT.ids[told.rows] == track)].sum())


def test_emphasis_votes_and_skips_weigh_what_they_should() -> None:
    assert weight_of([Event("more", 10)], 10) == 2 * weight_of([Event("accept", 10)], 10)
    assert weight_of([Event("skip", 10)], 10) < weight_of([Event("reject", 10)], 10)
    vote = Event("accept", 10, weight=0.5, decides=False)
    assert weight_of([vote, vote], 10) == 1.0
    assert weight_of([Event("reject", 10), Event("accept", 10), vote], 10) == 1.5


def test_what_was_said_elsewhere_fades_as_own_verdicts_come() -> None:
    taught = [Event("accept", 20)]
    weights = [
        weight_of([Event("accept", track) for track in IDS[5 : 5 + count]], 20, taught)
        for count in (0, 10, 40)
    ]
    assert 0.5 > weights[0] > weights[1] > weights[2] > 0
    assert weight_of([Event("reject", 20)], 20, taught) == 1.0


def test_votes_teach_but_neither_keep_nor_bar() -> None:
    votes = calm(range(0, 60, 3), weight=0.5, decides=False)
    found = listed(votes)
    assert energy_of_new(found, []) < energy_of_new(listed([]), [])
    voted_out = {vote.id for vote in votes if vote.kind == "reject"}
    all_in = recommend(SNAPSHOT, VAGUE, allowed_ids=voted_out, length=len(voted_out), events=votes)
    assert {item.id for item in all_in.items} == voted_out


def test_a_store_that_taught_before_starts_ahead() -> None:
    taught = calm(range(0, 90, 3))
    assert energy_of_new(listed([], taught), taught) < energy_of_new(listed([]), []) - 0.05
    assert listed([], []) == listed([])


def test_own_verdicts_outweigh_what_was_said_elsewhere() -> None:
    taught, events = calm(range(0, 90, 3)), []
    for row in range(1, 90, 3):
        events.append(Event("accept" if ENERGY[row] > 0.6 else "reject", IDS[row]))
    both = energy_of_new(listed(events, taught), events)
    assert both > 0.6
    assert both == pytest.approx(energy_of_new(listed(events), events), abs=0.1)


kinds = st.sampled_from(["accept", "reject", "skip", "more", "less"])
histories = st.lists(
    st.builds(Event, kinds, st.sampled_from(IDS), st.sampled_from([0.5, 1.0]), st.booleans()),
    max_size=12,
)


@settings(max_examples=15, deadline=None)
@given(histories, histories, histories)
def test_a_replay_is_the_same_and_an_undo_is_the_history_without(
    events: list[Event], undone: list[Event], taught: list[Event]
) -> None:
    before = listed(events, taught)
    listed(events + undone, taught)
    again = [Event.from_json(event.to_json()) for event in events]
    assert listed(again, list(taught)) == before
