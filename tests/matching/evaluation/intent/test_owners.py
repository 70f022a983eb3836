"""Tastes, briefs and clicks are as they are described, and the figures follow from them."""

from __future__ import annotations

import numpy as np
import pytest

from matching.evaluation.intent.curves import ahead, chance, curve
from matching.evaluation.intent.goals import falls_short
from matching.evaluation.intent.honesty import calibration
from matching.evaluation.intent.music import Music
from matching.evaluation.intent.owners import draw_owners
from matching.evaluation.intent.population import Group, Outcome
from matching.evaluation.intent.rounds import AT, LABELS, Course, Foretold, follow
from matching.evaluation.intent.satisfaction import satisfaction
from matching.evaluation.intent.tastes import COMMONEST, LEAST_LIKED, Family
from matching.evaluation.intent.ways import WAYS, Ours, Scored, Taught

GROUP = Group("generated", 1_500, 1, "facets", "sincere", 0.05, 1, ("ours",))


@pytest.mark.parametrize("family", ["facets", "second", "mixed"])
def test_owners_are_reproducible_and_their_halves_apart(music: Music, family: Family) -> None:
    first, again = (list(draw_owners(music, 3, 5, family)) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one.taste.likes, other.taste.likes)
        assert one.brief.query.to_json() == other.brief.query.to_json()
        assert LEAST_LIKED <= one.taste.likes.sum() <= COMMONEST * len(music)
        assert not np.intersect1d(one.shown, one.hidden).size
        assert not np.intersect1d(one.brief.songs, [*one.shown, *one.hidden]).size


def test_clicks_are_wrong_as_often_as_said(music: Music) -> None:
    (owner,) = draw_owners(music, 1, 5, "facets")
    rows = range(len(music))
    wrong = [owner.accepts(row, 0.15) != owner.taste.likes[row] for row in rows]
    assert np.mean(wrong) == pytest.approx(0.15, abs=0.04)
    assert [owner.accepts(row, 0.0) for row in rows] == owner.taste.likes.tolist()
    (against,) = draw_owners(music, 1, 5, "facets", "adversarial")
    assert [against.accepts(row, 0.0) for row in rows] == (~against.taste.likes).tolist()


def test_every_way_offers_ten_new_tracks_and_is_judged_on_the_other_half(music: Music) -> None:
    (owner,) = draw_owners(music, 1, 6, "facets")
    for way in WAYS:
        course = follow(music.read, owner, way(), 0.0, rounds=1)
        assert len(course.precision) == 2
        assert max(course.accepted) <= LABELS
        assert course.accepted == course.fitting  # no click is wrong
    told = follow(music.read, owner, Taught(owner.taste.likes), 0.0, rounds=0)
    plain = follow(music.read, owner, Scored(), 0.0, rounds=0)
    assert told.precision[0] > plain.precision[0]


def test_a_short_list_counts_as_wrong(music: Music, monkeypatch: pytest.MonkeyPatch) -> None:
    (owner,) = draw_owners(music, 1, 6, "facets")
    liked = owner.hidden[owner.taste.likes[owner.hidden]][:5].tolist()
    monkeypatch.setattr(Ours, "best", lambda *_: liked)
    assert follow(music.read, owner, Ours(), 0.0, rounds=0).precision == (5 / AT,)


def test_figures_follow_from_courses() -> None:
    brief = [_outcome((0.4, 0.4, 0.4, 0.4))] * 4
    ours = [_outcome((0.4, 0.6, 0.7, 0.8))] * 3 + [_outcome((0.4, 0.3, 0.5, 0.4))]
    found = curve(ours, brief)
    assert found["after_3"]["mean"] == pytest.approx(0.7)
    assert found["gap_closed"]["mean"] == pytest.approx(0.5)
    assert found["worse"]["mean"] == pytest.approx(0.25)
    assert ahead(ours, brief)["after_1"]["mean"] == pytest.approx(0.125)
    assert chance(brief) == 0.0  # 14 of the first 20 fit, which is more than 0.4
    assert satisfaction(ours)["median_rounds"] == 2.0


def test_calibration_is_the_distance_between_foretold_and_came() -> None:
    found = calibration([Foretold(chance, 0.5) for chance in (0.4, 0.6) for _ in range(50)])
    assert found == {"count": 100, "error": pytest.approx(0.1)}
    assert calibration([])["error"] is None


def test_missed_goals_are_said() -> None:
    own = {"low": 0.3, "mean": 0.4, "high": 0.5}
    figures = {f"after_{number}": own for number in range(4)}
    row = {"family": "facets", "noise": 0.05, **figures, "gap_closed": own, "worse": own}
    said = falls_short(
        {
            "curves": {"generated": [{**row, "way": "ours"}, {**row, "way": "rocchio"}]},
            "satisfaction": [
                {"catalogue": "generated", "family": "facets", "noise": 0.05, "median_rounds": None}
            ],
            "calibration": [{"of": "single tracks", "error": None}],
            "speed": {"tracks": 100_000, "p95_ms": 80.0},
        }
    )
    assert len(said) == 7


def _outcome(precision: tuple[float, ...]) -> Outcome:
    course = Course(precision, (5, 9, 10), (5, 9, 10))
    return Outcome(GROUP, 0, "ours", course, 1.0, "vague")
