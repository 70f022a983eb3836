"""Tracks are compared by what they share; a song finds itself, and rarely listed tracks a place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from matching.evaluation.likeness_grams import among, grams
from matching.evaluation.synthetic import SyntheticCatalogue, synthetic_catalogue
from matching.index.snapshot import Snapshot
from matching.profile.similarity import COMPARED_FACETS, SimilaritySpace, Sounds, Weights
from matching.profile.track import FACETS
from matching.retrieval.calibration import calibrated
from matching.retrieval.compose import compose
from matching.retrieval.likeness import Likeness, sounds_of
from matching.retrieval.query import Query, Seed
from matching.retrieval.recommend import recommend
from matching.retrieval.taste_value import taste_value


def only(name: str) -> Weights:
    return replace(Weights(0.0, 0.0, 0.0, 0.0, 0.0), **{name: 1.0})


def song(snapshot: Snapshot, row: int) -> Seed:
    facets = dict(zip(FACETS, map(float, snapshot.facets[row]), strict=True))
    return Seed(f"song {row}", snapshot.style[row], snapshot.tags[row], facets,
                snapshot.spread[row].astype(np.float32),
                snapshot.timbre[row].astype(np.float32))  # fmt: skip


@pytest.mark.parametrize("width", [400, 64, 7])
def test_vectors_are_unit_whatever_the_width_of_the_style(snapshot: Snapshot, width: int) -> None:
    sounds = sounds_of(snapshot)
    sounds = replace(sounds, style=sounds.style[:, :width], spread=snapshot.spread[:, :width])
    space = SimilaritySpace.fit(sounds)
    vectors = space.vectors(sounds)
    assert vectors.shape == (len(snapshot), space.dimension)
    assert space.dimension == min(width, 96) + min(width, 48) + 64 + 2 * len(COMPARED_FACETS) + 2
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_half_time_is_the_same_pace_and_an_unsure_tempo_says_nothing() -> None:
    facets = np.zeros((4, len(FACETS)), dtype=np.float32)
    facets[:, 0], facets[:, 1] = [60, 120, 85, 85], [1, 1, 1, 0]
    sounds = Sounds(np.zeros((4, 5)), None, facets)
    vectors = SimilaritySpace.fit(sounds, weights=only("tempo")).vectors(sounds)
    cosines = vectors @ vectors.T
    assert cosines[0, 1] == pytest.approx(1.0)
    assert cosines[0, 2] < 0.0
    assert not cosines[3].any()


def test_timbre_that_was_never_measured_says_nothing(snapshot: Snapshot) -> None:
    sounds = sounds_of(snapshot)
    assert sounds.timbre is not None
    timbre = sounds.timbre.astype(np.float32)
    timbre[0] = 0.0
    vectors = SimilaritySpace.fit(sounds).vectors(replace(sounds, timbre=timbre))
    block = SimilaritySpace.fit(sounds).blocks()["timbre"]
    assert not vectors[0, block].any()
    assert vectors[1, block].any()
    earlier = replace(sounds, timbre=np.zeros_like(timbre))
    without = replace(sounds, timbre=None)
    spaces = [SimilaritySpace.fit(each).vectors(each) for each in (earlier, without)]
    assert np.array_equal(*spaces)


def test_products_of_the_parts_give_the_same_likeness(snapshot: Snapshot) -> None:
    own = sounds_of(snapshot)
    for weights in (Weights(), Weights(1.0, 0.2, 0.0, 0.6, 0.15)):
        expected = Likeness.of(own, weights=weights).among()
        assert np.allclose(among(grams(own), weights), expected, atol=1e-4)


def test_what_is_not_known_neither_joins_nor_parts(snapshot: Snapshot) -> None:
    sounds = sounds_of(snapshot)
    space = SimilaritySpace.fit(sounds)
    bare = Sounds(sounds.style[:1], None, np.full((1, len(FACETS)), np.nan))
    own, found = space.vectors(sounds)[0], space.vectors(bare)[0]
    assert np.isfinite(found).all()
    assert int(np.argmax(space.vectors(sounds) @ found)) == 0
    assert own @ found > 0.6


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_catalogue_of_few_tracks_is_no_trouble(count: int) -> None:
    snapshot = synthetic_catalogue(count, seed=3).snapshot()
    likeness = Likeness.of(sounds_of(snapshot))
    asked = np.ones(likeness.space.dimension, dtype=np.float32)
    values = likeness.to(asked, np.arange(count))
    assert values.shape == (count,)
    assert np.isfinite(values).all()


def test_a_song_finds_itself_first_and_its_kind_next(
    catalogue: SyntheticCatalogue, snapshot: Snapshot
) -> None:
    among = calibrated(snapshot).likeness.among()
    assert (among.argmax(axis=1) == np.arange(len(among))).all()
    np.fill_diagonal(among, -1.0)
    nearest = np.argsort(-among, axis=1)[:, :5]
    assert (catalogue.genre[nearest] == catalogue.genre[:, None]).mean() > 0.9


def test_likeness_does_not_depend_on_what_else_is_allowed(snapshot: Snapshot) -> None:
    likeness = calibrated(snapshot).likeness
    every = likeness.to(likeness.vectors[3], np.arange(len(snapshot)))
    some = np.array([1, 3, 50, 51], dtype=np.int64)
    assert np.array_equal(likeness.to(likeness.vectors[3], some), every[some])


def test_songs_heard_by_another_model_are_like_nothing(snapshot: Snapshot) -> None:
    (part,) = compose([], [replace(song(snapshot, 0), style=np.ones(512, np.float32))]).components
    assert not taste_value(calibrated(snapshot), part, np.arange(3)).any()


def test_rarely_listed_tracks_come_first_among_those_that_fit(snapshot: Snapshot) -> None:
    query = compose([], [song(snapshot, 0)])
    plain = recommend(snapshot, query, allowed_ids=snapshot.ids, length=20)
    listed = {item.id: 30 for item in plain.items[5:15]}
    found = recommend(snapshot, query, allowed_ids=snapshot.ids, length=20, exposure=listed)
    assert {item.id for item in found.items} & set(listed) < set(listed)
    scores = [item.score for item in found.items]
    assert scores == sorted(scores, reverse=True)
    assert np.mean(scores) > 0.9 * np.mean([item.score for item in plain.items])


def test_exposure_spreads_lists_over_the_catalogue(snapshot: Snapshot) -> None:
    shown: Counter[int] = Counter()
    for _ in range(6):
        found = recommend(snapshot, Query(), allowed_ids=snapshot.ids, length=20, exposure=shown)
        shown.update(item.id for item in found.items)
    assert len(shown) > 60
