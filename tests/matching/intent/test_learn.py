"""The learner: what verdicts teach, what wishes do, and that nonsense teaches nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.evaluation.synthetic import synthetic_catalogue
from matching.intent.bayes import fit
from matching.intent.state import Event, Wish, verdicts
from matching.profile.track import FACETS
from matching.retrieval.compose import compose
from matching.retrieval.query import Query
from matching.retrieval.recommend import Recommendation, recommend
from matching.retrieval.wording import say_wish
from tests.matching.synthetic import band, understood

CATALOGUE = synthetic_catalogue(500, seed=21)
SNAPSHOT = CATALOGUE.snapshot()
VAGUE = compose([understood({"beautiful": 0.5})])
track_ids = st.sampled_from([int(track) for track in SNAPSHOT.ids])


def listed(events: list[Event] = [], wishes: tuple[Wish, ...] = ()) -> Recommendation:  # noqa: B006
    return recommend(
        SNAPSHOT, VAGUE, allowed_ids=SNAPSHOT.ids, length=20, events=events, wishes=wishes
    )


def facet_mean(found: Recommendation, facet: str, seen: set[int] = frozenset()) -> float:  # type: ignore[assignment]
    rows = SNAPSHOT.rows([item.id for item in found.items if item.id not in seen])
    return float(SNAPSHOT.facets[rows, FACETS.index(facet)].mean())


def calm_lover() -> list[Event]:
    energy = SNAPSHOT.facets[:, FACETS.index("energy")]
    judged = range(0, 60, 3)
    return [
        Event("accept" if energy[row] < 0.4 else "reject", int(SNAPSHOT.ids[row])) for row in judged
    ]


def test_verdicts_move_the_list_and_are_said() -> None:
    events = calm_lover()
    after = listed(events)
    seen = {event.id for event in events}
    assert facet_mean(after, "energy", seen) < facet_mean(listed(), "energy") - 0.1
    learned = {wish.key: wish for wish in after.wishes if wish.origin == "learned"}
    assert "facet:energy:lower" in learned
    assert say_wish(learned["facet:energy:lower"], "en") == "calmer"


def test_removing_a_learned_wish_changes_the_ranking_and_it_stays_removed() -> None:
    events = calm_lover()
    before = listed(events)
    for wish in [wish for wish in before.wishes if wish.origin == "learned"]:
        after = listed(events, (wish.without(),))
        assert [item.id for item in after.items] != [item.id for item in before.items]
        shown = next(each for each in after.wishes if each.subject == wish.subject)
        assert shown.removed


def test_an_owner_wish_acts_at_once_in_its_direction() -> None:
    for facet in ("energy", "acoustic", "vocal", "brightness"):
        plain = facet_mean(listed(), facet)
        more = facet_mean(listed(wishes=(Wish(f"facet:{facet}:higher", 1, 0.8, "owner"),)), facet)
        less = facet_mean(listed(wishes=(Wish(f"facet:{facet}:lower", -1, 0.8, "owner"),)), facet)
        assert less < plain < more


def test_an_owner_wish_outweighs_what_verdicts_say() -> None:
    events = calm_lover()
    wish = Wish("facet:energy:higher", 1, 1.0, "owner")
    seen = {event.id for event in events}
    assert facet_mean(listed(events, (wish,)), "energy", seen) > facet_mean(
        listed(events), "energy", seen
    )


def test_a_locked_wish_survives_later_verdicts() -> None:
    locked = Wish("tag:piano", 1, 0.7, "learned", locked=True)
    assert locked in listed(calm_lover(), (locked,)).wishes


def test_a_locked_part_of_the_brief_is_not_overruled_by_verdicts() -> None:
    query = compose([understood({}, (band("energy", 0.6, 0.9),))])

    def energy(*wishes: Wish) -> Wish:
        found = recommend(
            SNAPSHOT,
            query,
            allowed_ids=SNAPSHOT.ids,
            length=20,
            events=calm_lover(),
            wishes=wishes,
        )
        return next(wish for wish in found.wishes if wish.subject == "facet:energy")

    assert energy().origin == "learned"
    kept = energy(Wish("facet:energy:higher", 1, 1.0, "brief", locked=True))
    assert (kept.origin, kept.direction, kept.locked) == ("brief", 1, True)


def test_removing_a_wish_of_the_brief_takes_it_out_of_the_score() -> None:
    query = compose([understood({"piano": 0.9, "jazz": 0.5})])
    wish = Wish("tag:piano", 1, 1.0, "brief", removed=True)
    without = recommend(SNAPSHOT, query, allowed_ids=SNAPSHOT.ids, length=20, wishes=(wish,))
    keys = {key for item in without.items for reason in item.reasons for key in reason.keys}
    assert keys == {"tag:jazz"}


def test_a_wish_this_version_does_not_know_is_shown_but_does_nothing() -> None:
    odd = Wish("facet:sparkle:higher", 1, 1.0, "owner")
    found = listed(wishes=(odd,))
    assert [item.id for item in found.items] == [item.id for item in listed().items]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(track_ids, st.booleans()), max_size=20, unique_by=lambda p: p[0]),
    st.randoms(),
)
def test_the_order_of_verdicts_on_different_tracks_does_not_matter(pairs, random) -> None:  # type: ignore[no-untyped-def]
    events = [Event("accept" if good else "reject", track) for track, good in pairs]
    mixed = list(events)
    random.shuffle(mixed)
    assert verdicts(events) == verdicts(mixed)
    assert listed(events) == listed(mixed)


def test_a_changed_mind_and_an_undo_count() -> None:
    changed = [Event("reject", 10), Event("accept", 10)]
    assert verdicts(changed).accepted == {10}
    assert listed(changed) == listed([Event("accept", 10)])
    assert verdicts([Event("accept", 10), Event("skip", 10)]).accepted == {10}
    assert listed([*calm_lover(), Event("reject", 5000)][:-1]) == listed(calm_lover())


@pytest.mark.parametrize("kind", ["accept", "reject"])
def test_an_owner_of_one_answer_still_gets_a_list(kind: str) -> None:
    events = [Event(kind, int(track)) for track in SNAPSHOT.ids[:60]]  # type: ignore[arg-type]
    found = listed(events)
    assert len(found.items) == (60 if kind == "accept" else 20)


def test_random_clicks_do_not_lead_far_from_the_brief() -> None:
    query = compose([understood({"piano": 0.9})])
    random = np.random.default_rng(3)
    piano = set(SNAPSHOT.ids[CATALOGUE.genre == 0].tolist())
    shares = []
    for _ in range(24):
        first = recommend(SNAPSHOT, query, allowed_ids=SNAPSHOT.ids, length=10)
        events = [
            Event("accept" if random.random() < 0.5 else "reject", item.id) for item in first.items
        ]
        after = recommend(SNAPSHOT, query, allowed_ids=SNAPSHOT.ids, length=20, events=events)
        shares.append(np.mean([item.id in piano for item in after.items]))
    alone = recommend(SNAPSHOT, query, allowed_ids=SNAPSHOT.ids, length=20)
    assert np.mean(shares) >= np.mean([item.id in piano for item in alone.items]) - 0.1


def test_an_empty_brief_learns_from_verdicts_alone() -> None:
    found = recommend(SNAPSHOT, Query(), allowed_ids=SNAPSHOT.ids, length=20, events=calm_lover())
    assert facet_mean(found, "energy", {event.id for event in calm_lover()}) < 0.4


def test_the_posterior_agrees_with_the_textbook() -> None:
    """Against the exact posterior mode on a grid, one coefficient."""
    random = np.random.default_rng(0)
    x = random.normal(size=(40, 1))
    y = (random.random(40) < 1 / (1 + np.exp(-2 * x[:, 0]))).astype(float)
    found = fit(x, y, np.ones(40), np.zeros(1), np.ones(1))
    grid = np.linspace(-5, 5, 20_001)
    margins = np.where(y > 0.5, 1, -1)[:, None] * x * grid[None, :]
    log = -np.logaddexp(0, -margins).sum(axis=0) - grid**2 / 2
    assert found.mean[0] == pytest.approx(grid[log.argmax()], abs=1e-3)
    exact = np.log(np.trapezoid(np.exp(log) / np.sqrt(2 * np.pi), grid))
    assert found.log_evidence == pytest.approx(exact, abs=0.1)


def test_state_survives_storage() -> None:
    wish = Wish("facet:tempo_bpm:lower", -1, 0.4, "owner", locked=True)
    assert Wish.from_json(wish.to_json()) == wish
    assert wish.subject == "facet:tempo_bpm"
    assert Event.from_json(Event("skip", 4).to_json()) == Event("skip", 4)
    with pytest.raises(ValueError, match="event kind"):
        Event("love", 4)  # type: ignore[arg-type]


def test_two_things_at_once_are_learned_as_such() -> None:
    """Calm and sparse tracks only: neither calm nor sparse ones are enough."""
    facets = SNAPSHOT.facets
    energy, onsets = (facets[:, FACETS.index(name)] for name in ("energy", "onset_rate"))
    calm, sparse = energy < np.quantile(energy, 0.4), onsets < np.quantile(onsets, 0.4)
    both, one = SNAPSHOT.ids[calm & sparse], SNAPSHOT.ids[calm ^ sparse]
    events = [Event("accept", int(track)) for track in both[:8]]
    events += [Event("reject", int(track)) for track in one[:12]]
    kept = {event.id for event in events}
    listed_ = recommend(SNAPSHOT, Query(), allowed_ids=SNAPSHOT.ids, length=28, events=events)
    new = [item.id for item in listed_.items if item.id not in kept]
    assert np.isin(new, both).mean() >= 2 * len(both) / len(SNAPSHOT)
