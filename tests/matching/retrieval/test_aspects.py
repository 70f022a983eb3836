"""One meaning is one component: tag and facet are merged, and what is only implied is not named."""

from __future__ import annotations

import numpy as np

from matching.index.snapshot import Snapshot
from matching.intent.state import Wish
from matching.retrieval.aspects import ECHOES, meaning
from matching.retrieval.calibration import calibrated
from matching.retrieval.compose import compose
from matching.retrieval.query import Component, Query
from matching.retrieval.recommend import recommend
from matching.retrieval.scoring import score_brief
from matching.retrieval.tag_groups import GROUP_INDEX
from matching.semantics.understanding import Awakened, Understanding
from tests.matching.synthetic import band, understood

NO_VOICE = understood({"vocals": -0.9, "no vocals": 0.9}, (band("vocal", 0.0, 0.25),))


def test_echoes_are_tag_groups() -> None:
    groups = {echo.group for echoes in ECHOES.values() for echo in echoes}
    assert groups <= set(GROUP_INDEX)


def test_tag_and_facet_of_one_meaning_are_one_component() -> None:
    query = compose([NO_VOICE])
    assert [part.key for part in query.components] == ["facet:vocal"]
    assert float(query.components[0].parameters["tag:vocals"]) < 0


def test_merging_does_not_change_the_score(snapshot: Snapshot) -> None:
    merged = compose([NO_VOICE]).components
    share = abs(float(merged[0].parameters["tag:vocals"]))
    apart = [
        Component("facet:vocal", 1 - share, 1, ("words",), {"low": 0.0, "high": 0.25}),
        Component("tag:vocals", share, -1, ("words",)),
    ]
    rows = np.arange(len(snapshot))
    catalogue = calibrated(snapshot)
    np.testing.assert_allclose(
        score_brief(catalogue, merged, rows).total, score_brief(catalogue, apart, rows).total
    )


def test_a_tag_against_its_facet_stays_apart() -> None:
    query = compose([understood({"electronic": 0.7}, (band("acoustic", 0.7, 1.0),))])
    assert {part.key for part in query.components} == {"facet:acoustic", "tag:electronic"}


def test_what_is_only_implied_is_neither_wish_nor_reason(snapshot: Snapshot) -> None:
    cafe = Understanding(
        "words", "en", (Awakened("cafe", 1.0),), {"jazz": 0.6, "metal": -0.6}, (), (), 0.9
    )
    query = compose([cafe])
    implied = next(part for part in query.components if part.key == "tag:metal")
    assert implied.implied
    assert implied.weight < 0.25
    listed = recommend(snapshot, query, allowed_ids=snapshot.ids, length=20)
    assert {wish.key for wish in listed.wishes} == {"tag:jazz"}
    assert all("metal" not in key for item in listed.items for r in item.reasons for key in r.keys)


def test_what_was_refused_in_words_is_a_wish(snapshot: Snapshot) -> None:
    refused = Understanding(
        "words", "en", (Awakened("metal", -1.0),), {"jazz": 0.6, "metal": -0.9}, (), (), 0.9
    )
    wishes = recommend(snapshot, compose([refused]), allowed_ids=snapshot.ids, length=20).wishes
    assert ("tag:metal", -1) in {(wish.key, wish.direction) for wish in wishes}


def test_removing_a_wish_by_either_name_takes_it_out(snapshot: Snapshot) -> None:
    query = Query((*compose([NO_VOICE]).components, Component("tag:piano", 0.5, 1, ("words",))))
    for key in ("tag:vocals", "facet:vocal:lower"):
        gone = Wish(key, -1, 1.0, "brief", removed=True)
        listed = recommend(snapshot, query, allowed_ids=snapshot.ids, length=9, wishes=[gone])
        assert {key for item in listed.items for r in item.reasons for key in r.keys} == {
            "tag:piano"
        }
    assert meaning("tag:vocals", -1) == ("facet:vocal", -1)
    assert meaning("tag:female voice", 1) == ("tag:female voice", 1)
