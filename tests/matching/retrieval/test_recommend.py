"""The list: it fits, it is varied, it respects what is allowed, kept and forbidden."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.evaluation.synthetic import SyntheticCatalogue, synthetic_catalogue
from matching.index.snapshot import Snapshot
from matching.intent.state import Event, Wish
from matching.retrieval.compose import compose
from matching.retrieval.facts import fact_of
from matching.retrieval.query import Query, Seed
from matching.retrieval.recommend import ablate, recommend
from matching.retrieval.selection import artist_cap
from matching.retrieval.substitutes import substitutes
from tests.matching.synthetic import band, genre_ids, understood

PIANO = compose([understood({"piano": 0.9, "solo": 0.5}, (band("tempo_bpm", 65, 85),))])
NO_VOICE = compose([understood({"no vocals": 0.9, "rock": 0.6})])
EMPTY = Query()
SMALL = synthetic_catalogue(80, seed=6).snapshot()

ids = st.sampled_from([int(track) for track in SMALL.ids])
id_sets = st.sets(ids, max_size=30)
histories = st.lists(
    st.builds(Event, st.sampled_from(["accept", "reject", "skip"]), ids), max_size=15
)
wish_lists = st.lists(
    st.builds(
        Wish,
        st.sampled_from(["facet:tempo_bpm:lower", "facet:energy:higher", "tag:piano", "tag:jazz"]),
        st.sampled_from([-1, 1]),
        st.floats(0, 1),
        st.just("owner"),
        removed=st.booleans(),
    ),
    max_size=3,
)


def test_a_request_finds_its_kind(catalogue: SyntheticCatalogue, snapshot: Snapshot) -> None:
    listed = recommend(snapshot, PIANO, allowed_ids=snapshot.ids, length=10)
    assert sum(item.id in genre_ids(catalogue, "piano") for item in listed.items) >= 9
    assert listed.considered == 600


def test_a_negation_counts(snapshot: Snapshot) -> None:
    listed = recommend(snapshot, NO_VOICE, allowed_ids=snapshot.ids, length=20)
    rows = snapshot.rows([item.id for item in listed.items])
    assert snapshot.facets[rows, 10].mean() < snapshot.facets[:, 10].mean()


def test_tempo_is_folded_over_the_octave() -> None:
    catalogue = synthetic_catalogue(200, seed=9, errors=False)
    columns = catalogue.columns
    columns["facets"][:, 0] = 110.0
    columns["facets"][:3, 0] = [72.0, 144.0, 100.0]
    columns["facets"][:, 1] = 1.0
    snapshot = catalogue.snapshot()
    query = compose([understood({}, (band("tempo_bpm", 68, 76),))])
    listed = recommend(snapshot, query, allowed_ids=snapshot.ids[:3], length=3)
    assert [item.id for item in listed.items] == [10, 20, 30]


def test_nothing_to_go_on_gives_a_varied_list_that_says_so(snapshot: Snapshot) -> None:
    listed = recommend(snapshot, EMPTY, allowed_ids=snapshot.ids, length=12)
    assert len(listed.items) == 12
    assert {reason.code for item in listed.items for reason in item.reasons} == {"nothing"}
    styles = snapshot.style[snapshot.rows([item.id for item in listed.items])]
    styles = styles - snapshot.style.mean(axis=0)
    styles /= np.linalg.norm(styles, axis=1, keepdims=True)
    assert (styles @ styles.T - np.eye(12)).max() < 0.5


def test_an_artist_does_not_fill_the_list_while_there_are_others() -> None:
    catalogue = synthetic_catalogue(300, seed=7)
    catalogue.columns["artists"][catalogue.genre == 0] = 77
    snapshot = catalogue.snapshot()
    listed = recommend(snapshot, PIANO, allowed_ids=snapshot.ids, length=20)
    artists = Counter(snapshot.artists[snapshot.rows([item.id for item in listed.items])].tolist())
    assert max(artists.values()) <= artist_cap(20)
    only = snapshot.ids[catalogue.genre == 0]
    assert len(recommend(snapshot, PIANO, allowed_ids=only, length=20).items) == 20


def test_near_duplicates_appear_once_and_never_after_a_rejection() -> None:
    catalogue = synthetic_catalogue(200, seed=10)
    for name in catalogue.columns.keys() - {"ids", "artists"}:
        catalogue.columns[name][1] = catalogue.columns[name][0]
    catalogue.columns["artists"][:] = 0
    snapshot = catalogue.snapshot()
    seed = Seed("mine", snapshot.style[0], snapshot.tags[0])
    listed = recommend(snapshot, compose([], [seed]), allowed_ids=snapshot.ids, length=20)
    assert len({10, 20} & {item.id for item in listed.items}) == 1
    listed = recommend(
        snapshot, compose([], [seed]), allowed_ids=snapshot.ids, length=20,
        events=[Event("reject", 10)],
    )  # fmt: skip
    assert not {10, 20} & {item.id for item in listed.items}


@settings(max_examples=40, deadline=None)
@given(
    query=st.sampled_from([PIANO, NO_VOICE, EMPTY]),
    allowed=st.sets(ids, max_size=60),
    length=st.integers(0, 25),
    keep=id_sets,
    never=id_sets,
    events=histories,
    wishes=wish_lists,
)
def test_the_list_keeps_its_promises(
    query: Query,
    allowed: set[int],
    length: int,
    keep: set[int],
    never: set[int],
    events: list[Event],
    wishes: list[Wish],
) -> None:
    listed = recommend(
        SMALL, query, allowed_ids=allowed, length=length, keep=keep, never=never, events=events,
        wishes=wishes,
    )  # fmt: skip
    last = {event.id: event.kind for event in events if event.kind != "skip"}
    accepted = {track for track, kind in last.items() if kind == "accept"}
    rejected = {track for track, kind in last.items() if kind == "reject"}
    found = [item.id for item in listed.items]
    stay = ((keep | accepted) & allowed) - never - rejected
    assert len(found) == len(set(found))
    assert set(found) <= allowed - never - rejected
    assert stay <= set(found)
    wanted = max(min(length, len(allowed - never - rejected)), len(stay))
    assert len(found) + listed.held_back == wanted
    assert all(0.0 <= item.score <= 1.0 and item.reasons for item in listed.items)
    assert [item.score for item in listed.items] == sorted(
        (item.score for item in listed.items), reverse=True
    )
    guesses = sum(item.guess for item in listed.items)
    assert guesses <= 2 * max(length - len(stay), 0) / 10
    assert len({wish.subject for wish in listed.wishes}) == len(listed.wishes)


@settings(max_examples=15, deadline=None)
@given(query=st.sampled_from([PIANO, NO_VOICE]), events=histories, wishes=wish_lists, keep=id_sets)
def test_every_reason_is_true(
    query: Query, events: list[Event], wishes: list[Wish], keep: set[int]
) -> None:
    settings_ = {"allowed_ids": SMALL.ids, "events": events, "wishes": wishes, "keep": keep}
    listed = recommend(SMALL, query, length=15, **settings_)  # type: ignore[arg-type]
    for item in listed.items:
        facts = [{fact_of(key) for key in reason.keys} for reason in item.reasons]
        assert sum(map(len, facts)) == len(set().union(*facts))
        for reason in item.reasons:
            if reason.code == "fits":
                assert reason.parts
                assert ablate(SMALL, query, reason, **settings_).moves_down(item.id)  # type: ignore[arg-type]


def test_without_feedback_every_track_has_a_real_reason(snapshot: Snapshot) -> None:
    for query in (PIANO, NO_VOICE):
        listed = recommend(snapshot, query, allowed_ids=snapshot.ids, length=20)
        assert {reason.code for item in listed.items for reason in item.reasons} == {"fits"}


def test_a_clear_leader_has_a_reason_too() -> None:
    catalogue = synthetic_catalogue(50, seed=11)
    catalogue.columns["facets"][:, 0] = 130.0
    catalogue.columns["facets"][0, :2] = [75.0, 1.0]
    catalogue.columns["tags"][0] = catalogue.columns["tags"].max(axis=0)
    snapshot = catalogue.snapshot()
    first = recommend(snapshot, PIANO, allowed_ids=snapshot.ids, length=1).items[0]
    assert first.id == 10
    assert first.reasons[0].code == "fits"
    for reason in first.reasons:
        assert ablate(snapshot, PIANO, reason, allowed_ids=snapshot.ids).moves_down(10)


def test_each_seed_has_its_own_substitute(snapshot: Snapshot) -> None:
    seeds = [Seed(f"song {row}", snapshot.style[row], snapshot.tags[row]) for row in range(8)]
    allowed = snapshot.ids[[3, *range(8, 600)]]
    found = substitutes(snapshot, seeds, allowed)
    tracks = [each[0] for each in found if each is not None]
    assert len(set(tracks)) == 8
    assert set(tracks) <= set(allowed.tolist())
    assert found[3] == (int(snapshot.ids[3]), 1.0)
    assert substitutes(snapshot, seeds, []) == (None,) * 8
