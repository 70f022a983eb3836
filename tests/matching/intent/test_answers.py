"""What a round answers beside its list: teachers, chances, boundary, two tastes, odd owners."""

from __future__ import annotations

import numpy as np
import pytest

from matching.evaluation.synthetic import GENRES, synthetic_catalogue
from matching.intent.state import Event
from matching.profile.track import FACETS
from matching.retrieval.compose import compose
from matching.retrieval.recommend import Recommendation, recommend
from tests.matching.synthetic import understood

CATALOGUE = synthetic_catalogue(600, seed=24)
SNAPSHOT = CATALOGUE.snapshot()
VAGUE = compose([understood({"beautiful": 0.5})])
ENERGY = SNAPSHOT.facets[:, FACETS.index("energy")]
IDS = [int(track) for track in SNAPSHOT.ids]


def listed(events: list[Event], length: int = 20, **rest: object) -> Recommendation:
    return recommend(
        SNAPSHOT, VAGUE, allowed_ids=SNAPSHOT.ids, length=length, events=events,
        **rest,  # type: ignore[arg-type]
    )  # fmt: skip


def calm() -> list[Event]:
    return [Event("accept" if ENERGY[row] < 0.4 else "reject", IDS[row]) for row in range(0, 60, 3)]


def genre(name: str, count: int, kind: str) -> list[Event]:
    rows = np.flatnonzero(CATALOGUE.genre == list(GENRES).index(name))[:count]
    return [Event(kind, IDS[row]) for row in rows]  # type: ignore[arg-type]


def strengths(found: Recommendation) -> dict[str, float]:
    return {wish.key: wish.strength for wish in found.wishes if wish.origin == "learned"}


def test_without_its_teachers_a_wish_is_weaker() -> None:
    events = calm()
    wish = next(w for w in listed(events).wishes if w.key == "facet:energy:lower")
    assert 0 < len(wish.taught_by) <= 4
    assert set(wish.taught_by) <= {event.id for event in events}
    left = [event for event in events if event.id not in wish.taught_by]
    assert strengths(listed(left)).get(wish.key, 0.0) < wish.strength


def test_chances_come_with_the_first_verdict_and_follow_the_order() -> None:
    before = listed([])
    assert before.sureness is None
    assert all(item.chance is None for item in before.items)
    after = listed(calm(), 30)
    chances = [item.chance for item in after.items]
    assert all(chance is not None and 0 < chance < 1 for chance in chances)
    assert chances == sorted(chances, key=lambda chance: -(chance or 0.0))
    assert after.sureness is not None
    assert after.sureness.low <= after.sureness.expected <= after.sureness.high
    assert after.sureness.labels == len(calm())


def test_a_boundary_leaves_places_empty_and_says_what_would_fill_them() -> None:
    events = calm()
    kept = {event.id for event in events if event.kind == "accept"}
    full, short = listed(events, 200), listed(events, 200, boundary=0.7)
    assert full.held_back < short.held_back
    assert len(short.items) + short.held_back == 200
    assert all(item.id in kept or (item.chance or 0) >= 0.7 for item in short.items)
    assert kept <= {item.id for item in listed(events, boundary=1.0).items}
    assert 0 < len(short.widen) <= 3
    assert all(each.more > 0 for each in short.widen)
    assert "boundary" in {each.key for each in short.widen}
    assert len(listed([], boundary=0.9).items) == 20


def test_near_duplicates_of_rejected_tracks_do_not_return_even_if_nothing_else_is_left() -> None:
    catalogue = synthetic_catalogue(30, seed=25)
    for name in catalogue.columns.keys() - {"ids", "artists"}:
        catalogue.columns[name][1] = catalogue.columns[name][0]
    snapshot = catalogue.snapshot()
    found = recommend(
        snapshot, VAGUE, allowed_ids=snapshot.ids, length=30, events=[Event("reject", 10)]
    )
    assert not {10, 20} & {item.id for item in found.items}
    assert len(found.items) == 28


def test_two_tastes_are_kept_apart_and_one_is_not_torn() -> None:
    rejected = genre("folk", 6, "reject") + genre("jazz", 6, "reject")
    both = listed(genre("piano", 7, "accept") + genre("metal", 7, "accept") + rejected)
    assert both.split is not None
    parts = [set(part.accepted) for part in both.split.parts]
    assert {track.id for track in genre("piano", 7, "accept")} in parts
    assert {track.id for track in genre("metal", 7, "accept")} in parts
    assert all(part.wishes for part in both.split.parts)
    for name in ("piano", "metal", "strings"):
        assert listed(genre(name, 10, "accept") + rejected).split is None


@pytest.mark.parametrize("kind", ["accept", "reject"])
def test_an_owner_of_one_answer_gets_a_list_as_good_as_before(kind: str) -> None:
    piano = compose([understood({"piano": 0.9})])
    first = recommend(SNAPSHOT, piano, allowed_ids=SNAPSHOT.ids, length=10)
    events = [Event(kind, item.id) for item in first.items]  # type: ignore[arg-type]
    after = recommend(SNAPSHOT, piano, allowed_ids=SNAPSHOT.ids, length=20, events=events)
    seen = {event.id for event in events}
    new = [item.id for item in after.items if item.id not in seen]
    assert len(new) == (10 if kind == "accept" else 20)
    if kind == "accept":
        right = set(SNAPSHOT.ids[CATALOGUE.genre == 0].tolist())
        assert np.mean([track in right for track in new]) >= 0.8
