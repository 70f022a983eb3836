"""Learned wishes come one after the other and stay: no crowd at once, no flicker."""

from __future__ import annotations

from itertools import pairwise

from matching.evaluation.synthetic import SyntheticCatalogue
from matching.index.snapshot import Snapshot
from matching.intent.state import Event, Wish
from matching.retrieval.compose import compose
from matching.retrieval.gradual import NEWCOMERS, Lesson, in_turn
from matching.retrieval.recommend import recommend
from matching.retrieval.wording import say_wish
from tests.matching.synthetic import genre_ids, understood


def lesson(name: str, sure: float) -> Lesson:
    return Lesson(Wish(f"tag:{name}", 1, 0.6, "learned"), sure)


def names(said: list[Lesson]) -> list[str]:
    return [each.wish.key for each in said]


def test_the_surest_two_come_first_and_the_others_next() -> None:
    found = [lesson("piano", 1.2), lesson("jazz", 3.0), lesson("harp", 2.0), lesson("folk", 0.2)]
    first = in_turn(found, ())
    assert names(first) == ["tag:jazz", "tag:harp"]
    assert in_turn(found[::-1], ()) == first
    second = in_turn(found, [each.wish for each in first])
    assert names(second) == ["tag:jazz", "tag:harp", "tag:piano"]


def test_weak_evidence_is_an_impression_and_what_is_said_stays_said() -> None:
    seems = in_turn([lesson("piano", 0.8)], ())[0].wish
    assert (seems.emerging, seems.strength <= 0.3) == (True, True)
    assert say_wish(seems, "en") == "perhaps more piano"
    assert say_wish(seems, "zh") == "似乎多一些钢琴"
    slower = Wish("facet:tempo_bpm:lower", -1, 0.2, "learned", emerging=True)
    assert say_wish(slower, "en") == "seems slower"
    # It stays where it would not have come, turns into a fact once, and does not waver.
    assert not in_turn([lesson("piano", 0.6)], ())
    assert in_turn([lesson("piano", 0.6)], [seems])[0].wish.emerging
    fact = in_turn([lesson("piano", 1.1)], [seems])[0].wish
    assert not fact.emerging
    assert not in_turn([lesson("piano", 0.9)], [fact])[0].wish.emerging
    assert not in_turn([lesson("piano", 0.3)], [fact])


def test_over_rounds_they_grow_by_two_at_most(
    catalogue: SyntheticCatalogue, snapshot: Snapshot
) -> None:
    liked = genre_ids(catalogue, "ambient")
    query, events, before = compose([understood({"pop": 0.6})]), [], []
    shown = [set()]
    for _ in range(5):
        found = recommend(
            snapshot, query, allowed_ids=snapshot.ids, length=10, events=events, before=before
        )
        again = recommend(
            snapshot, query, allowed_ids=snapshot.ids, length=10, events=events[::-1],
            before=before,
        )  # fmt: skip
        assert again.wishes == found.wishes
        before = list(found.wishes)
        shown.append({wish.key for wish in before if wish.origin == "learned"})
        judged = {event.id for event in events}
        new = [item.id for item in found.items if item.id not in judged]
        new += [int(track) for track in snapshot.ids if track not in judged][len(new) : 10]
        events += [Event("accept" if track in liked else "reject", track) for track in new]
    assert shown[-1]
    assert all(len(after - earlier) <= NEWCOMERS for earlier, after in pairwise(shown))
