"""0 is chance, 1 the best possible ten, and ties are nobody's merit."""

from __future__ import annotations

import numpy as np
import pytest

from matching.corpora import CorpusTrack
from matching.evaluation.requests.pools import TOGETHER, Pool, pools
from matching.evaluation.requests.ranked import Judged, crossed, language_ratio, measured
from matching.evaluation.requests.scoring import auc, normalised
from matching.evaluation.requests.texts import KINDS, LANGUAGES, Request


def pool_of(relevant: list[bool]) -> Pool:
    return Pool("starter", np.arange(len(relevant)), np.array(relevant))


def test_the_scale_from_worst_over_chance_to_best() -> None:
    pool = pool_of([True] * 6 + [False] * 14)
    best = np.arange(20.0, 0.0, -1)
    assert normalised(best, pool) == 1.0
    assert auc(best, pool) == 1.0
    assert normalised(np.zeros(20), pool) == pytest.approx(0.0)
    assert auc(np.zeros(20), pool) == 0.5
    assert normalised(-best, pool) < 0
    assert auc(-best, pool) == 0.0


def test_random_rankings_are_at_zero_on_average() -> None:
    random = np.random.default_rng(0)
    pool = pool_of([True] * 5 + [False] * 25)
    values = [normalised(random.random(30), pool) for _ in range(2000)]
    assert abs(float(np.mean(values))) < 0.02


def tracks_with(**labels: list[object]) -> tuple[list[CorpusTrack], list[dict[str, object]]]:
    tracks, facts = [], []
    for corpus, moods in labels.items():
        for number, mood in enumerate(moods):
            tracks.append(CorpusTrack(f"{corpus}/{number}", __file__, corpus))  # type: ignore[arg-type]
            facts.append({"mood": mood} if mood else {})
    return tracks, facts


def test_each_corpus_with_labels_is_a_pool_and_unlabelled_tracks_are_left_out() -> None:
    tracks, facts = tracks_with(
        one=["happy"] * 8 + ["calm"] * 8 + [None] * 4, two=["happy"] * 3, three=["calm"] * 30
    )
    (pool,) = pools("happy", tracks, facts)
    assert (pool.corpus, len(pool.rows), int(pool.relevant.sum())) == ("one", 16, 8)


def test_where_no_corpus_can_judge_all_together_do() -> None:
    tracks, facts = tracks_with(one=["happy"] * 8, two=["calm"] * 12)
    (pool,) = pools("happy", tracks, facts)
    assert pool.corpus == TOGETHER
    assert pools("happy", tracks[:9], facts[:9]) == ()


def test_what_nearly_all_tracks_meet_is_judged_on_as_many_of_either() -> None:
    tracks, facts = tracks_with(one=["happy"] * 50 + ["calm"] * 12)
    (pool,) = pools("!calm", tracks, facts)
    assert pool.share == 0.5
    (again,) = pools("!calm", tracks, facts)
    assert pool.rows.tolist() == again.rows.tolist()


def test_control_ratio_and_cells() -> None:
    requests = tuple(
        Request(kind, language, expects, f"{kind} {language} {expects}")
        for kind in KINDS
        for language in LANGUAGES
        for expects in ("happy", "calm")
    )
    happy = pool_of([True] * 10 + [False] * 10)
    calm = Pool("starter", happy.rows, ~happy.relevant)
    judged = Judged(
        requests, tuple((happy if r.expects == "happy" else calm,) for r in requests), ()
    )
    ranking = np.arange(20.0, 0.0, -1)
    right = np.array([ranking if r.expects == "happy" else -ranking for r in requests])
    cells = measured(judged, right)
    assert {cells[f"plain {language}"]["precision"] for language in LANGUAGES} == {1.0}  # type: ignore[index]
    assert language_ratio(judged, right)["ratio"] == 1.0
    table = crossed(judged, right)
    assert np.isnan(np.diag(table)).all()
    assert np.nanmax(table) == -1.0
