"""Composing: words, photos and seeds become named components that survive storage."""

from __future__ import annotations

import json

import numpy as np
import pytest

from matching.evaluation.synthetic import SyntheticCatalogue
from matching.index.snapshot import Snapshot
from matching.retrieval.compose import compose
from matching.retrieval.query import Query, QueryProblem, Seed
from matching.retrieval.recommend import recommend
from matching.retrieval.tastes import MOST_TASTES, tastes
from tests.matching.synthetic import band, genre_ids, understood


def weights(query: Query) -> dict[str, float]:
    return {part.key: part.weight * part.direction for part in query.components}


def seeds_of(catalogue: SyntheticCatalogue, genre: str, count: int) -> list[Seed]:
    rows = catalogue.snapshot().rows(genre_ids(catalogue, genre))
    return [
        Seed(f"{genre} {row}", catalogue.columns["style"][row], catalogue.columns["tags"][row])
        for row in rows[:count]
    ]


def test_synonyms_speak_once_and_opposites_turn_round() -> None:
    query = compose([understood({"no vocals": 0.8, "instrumental": 0.8, "mtt:piano": 0.8})])
    assert set(weights(query)) == {"tag:vocals", "tag:piano"}
    assert weights(query)["tag:vocals"] == pytest.approx(-weights(query)["tag:piano"])


def test_weights_sum_to_one_with_all_tastes_counted_once(catalogue: SyntheticCatalogue) -> None:
    seeds = seeds_of(catalogue, "piano", 1) + seeds_of(catalogue, "metal", 1)
    query = compose([understood({"piano": 0.8}, (band("tempo_bpm", 60, 80),))], seeds)
    parts = weights(query)
    assert parts["seed:0"] == parts["seed:1"]
    assert sum(parts.values()) - parts["seed:1"] == pytest.approx(1.0)


def test_nothing_understood_makes_an_empty_query() -> None:
    assert compose([]).empty
    assert compose([understood({"piano": 0.9}, confidence=0.0), understood()]).empty


def test_an_odd_photo_does_not_turn_the_query() -> None:
    calm = [
        understood({"Mellow": 0.6, "piano": 0.4}, (band("energy", 0.1, 0.3),), "photo")
        for _ in range(4)
    ]
    odd = understood({"party": 0.9, "techno": 0.8}, (band("energy", 0.8, 1.0),), "photo")
    alone, with_odd = weights(compose(calm)), compose([*calm, odd])
    fused = weights(with_odd)
    assert fused["tag:mellow"] > 0.9 * alone["tag:mellow"]
    assert abs(fused.get("tag:house", 0.0)) < 0.1 * fused["tag:mellow"]
    energy = next(part for part in with_odd.components if part.key == "facet:energy")
    assert float(energy.parameters["high"]) < 0.36


def test_no_centre_mixes_two_tastes(catalogue: SyntheticCatalogue) -> None:
    piano, metal = seeds_of(catalogue, "piano", 6), seeds_of(catalogue, "metal", 3)
    found = tastes(metal[:1] + piano + metal[1:])
    assert len(found) <= MOST_TASTES
    pianos = {seed.name for seed in piano}
    assert all(len({name in pianos for name in taste.names}) == 1 for taste in found)
    shares = sum(taste.share for taste in found if taste.names[0] in pianos)
    assert shares == pytest.approx(6 / 9)
    assert found[0].share == max(taste.share for taste in found)


def test_both_tastes_are_in_the_list(catalogue: SyntheticCatalogue, snapshot: Snapshot) -> None:
    seeds = seeds_of(catalogue, "piano", 6) + seeds_of(catalogue, "metal", 6)
    listed = recommend(snapshot, compose([], seeds), allowed_ids=snapshot.ids, length=20)
    ids = {item.id for item in listed.items}
    assert len(ids & genre_ids(catalogue, "piano")) >= 7
    assert len(ids & genre_ids(catalogue, "metal")) >= 7


def test_stored_queries_rank_exactly_alike(
    catalogue: SyntheticCatalogue, snapshot: Snapshot
) -> None:
    query = compose(
        [understood({"piano": 0.8, "sad": 0.3}, (band("tempo_bpm", 60.1, 80.7),))],
        seeds_of(catalogue, "strings", 5),
    )
    again = Query.from_json(json.loads(json.dumps(query.to_json())))
    assert again.to_json() == query.to_json()
    for part, copy in zip(query.components, again.components, strict=True):
        for name, vector in part.vectors.items():
            assert np.array_equal(vector, copy.vectors[name])
    first = recommend(snapshot, query, allowed_ids=snapshot.ids, length=30)
    assert first == recommend(snapshot, again, allowed_ids=snapshot.ids, length=30)


@pytest.mark.parametrize(
    "data", [{}, {"format": 9}, {"format": 1}, {"format": 1, "components": [{}]}]
)
def test_a_foreign_query_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(QueryProblem):
        Query.from_json(data)
