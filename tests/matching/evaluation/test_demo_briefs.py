"""On the demonstration briefs and real tracks: every reason is true, short and not repeated."""

from __future__ import annotations

import pytest

from matching.evaluation.demo_briefs import DemoBrief, demo_briefs
from matching.evaluation.labelled import Labelled
from matching.evaluation.photo_bench import photo_folder
from matching.intent.state import Event
from matching.profile.track import TrackProfile
from matching.retrieval.aspects import meaning
from matching.retrieval.explain import MOST_REASONS
from matching.retrieval.query import Query
from matching.retrieval.recommend import Recommendation, ablate, recommend
from matching.retrieval.specificity import Telling, telling
from matching.retrieval.wording import say_reason, say_reasons, say_wish

LENGTH = 9
BRIEFS = pytest.mark.parametrize("brief", demo_briefs(), ids=lambda brief: brief.name)


@pytest.fixture
def query(brief: DemoBrief, starter_profiles: dict[str, TrackProfile]) -> Query:
    return brief.query(photo_folder(), starter_profiles)


def rounds(tracks: Labelled, query: Query) -> list[tuple[list[Event], Recommendation]]:
    """The first list, and the one after its best two were kept and its last three refused."""
    ids = tracks.snapshot.ids
    first = recommend(tracks.snapshot, query, allowed_ids=ids, length=LENGTH)
    said = [Event("accept", item.id) for item in first.items[:2]]
    said += [Event("reject", item.id) for item in first.items[-3:]]
    again = recommend(tracks.snapshot, query, allowed_ids=ids, length=LENGTH, events=said)
    return [([], first), (said, again)]


@BRIEFS
def test_every_reason_moves_its_track_down_when_taken_out(
    query: Query, starter_tracks: Labelled
) -> None:
    for events, listed in rounds(starter_tracks, query):
        for item in listed.items:
            for reason in item.reasons:
                assert reason.code in ("fits", "remaining")
                if reason.code == "fits":
                    without = ablate(
                        starter_tracks.snapshot, query, reason,
                        allowed_ids=starter_tracks.snapshot.ids, events=events,
                    )  # fmt: skip
                    assert without.moves_down(item.id), say_reason(reason, "en")
        given = [reason.code for item in listed.items for reason in item.reasons]
        assert given.count("remaining") <= 1


@BRIEFS
def test_reasons_are_few_and_say_what_a_track_has(query: Query, starter_tracks: Labelled) -> None:
    for _, listed in rounds(starter_tracks, query):
        for item in listed.items:
            kinds = [
                telling(reason.parts[0].key, reason.parts[0].direction)
                for reason in item.reasons
                if len(reason.parts) == 1
            ]
            assert len(item.reasons) <= MOST_REASONS
            assert kinds == sorted(kinds)
            assert kinds.count(Telling.ABSENCE) <= 1
            for language in ("en", "zh"):
                said = say_reasons(item.reasons, language)
                assert len(set(said)) == len(said) == len(item.reasons)


@BRIEFS
def test_nothing_is_understood_twice(query: Query, starter_tracks: Labelled) -> None:
    for _, listed in rounds(starter_tracks, query):
        meant = [meaning(wish.subject, wish.direction)[0] for wish in listed.wishes]
        assert len(set(meant)) == len(meant)
        for language in ("en", "zh"):
            said = [
                say_wish(wish, language) for wish in listed.wishes if wish.subject[:4] != "seed"
            ]
            assert len(set(said)) == len(said)


def test_the_teahouse_is_understood(starter_tracks: Labelled) -> None:
    query = demo_briefs()[0].query(photo_folder(), {})
    listed = recommend(
        starter_tracks.snapshot, query, allowed_ids=starter_tracks.snapshot.ids, length=LENGTH
    )
    said = [say_wish(wish, "zh") for wish in listed.wishes]
    assert "人声少" in said
    assert not [each for each in said if each.startswith(("不要", "没有"))]
    assert sum("BPM" in each or "拍/分" in each for each in said) == 1
