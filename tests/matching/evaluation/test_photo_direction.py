"""The measures behind bench photo and bench mixed tell right from wrong and chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from matching.corpora import CorpusTrack
from matching.evaluation.mixed_briefs import mixed_briefs
from matching.evaluation.photo_direction import agreement, beaten, centred, described, difference

RANDOM = np.random.default_rng(3)


def test_what_all_rankings_share_counts_for_nothing() -> None:
    common, own = RANDOM.normal(size=40), RANDOM.normal(size=(8, 40))
    likeness = centred(common * 9 + own) @ centred(-common * 9 + own).T
    assert beaten(likeness).mean() > 0.9


def test_unrelated_and_constant_rankings_are_at_chance() -> None:
    words = RANDOM.normal(size=(30, 50))
    unrelated = agreement(RANDOM.normal(size=(30, 50)), words)
    assert unrelated["low"] < 0.5 < unrelated["high"]
    constant = np.ones((30, 50))
    assert agreement(constant, words)["beaten"] == 0.5
    right = words + RANDOM.normal(size=words.shape)
    assert agreement(right, words)["low"] > agreement(right, words)["shuffled_95"]
    assert difference(right, constant, words)["low"] > 0


def test_every_described_photo_is_described_in_both_languages() -> None:
    held_out, tuning = described(), described("tuning")
    for half in (held_out, tuning):
        assert set(half.texts["en"]) == set(half.texts["zh"])
    assert not set(held_out.texts["en"]) & set(tuning.texts["en"])
    assert {name for names in held_out.sets.values() for name in names} <= set(held_out.texts["en"])


def test_songs_of_a_mixed_brief_say_their_half_and_are_not_judged() -> None:
    facts = [
        {"tempo_bpm": tempo, "acoustic": number % 8 == 0}
        for tempo in (70.0, 150.0)
        for number in range(160)
    ]
    tracks = [CorpusTrack(f"t/{n}", Path(f"{n}"), "t", each) for n, each in enumerate(facts)]
    briefs = mixed_briefs(tracks, facts)
    assert {each.expects for each in briefs} == {"slow & acoustic", "fast & acoustic"}
    assert {each.half for each in briefs} == {"tuning", "held_out"}
    with_songs = [each for each in briefs if each.seeds]
    assert with_songs
    for brief in with_songs:
        assert not set(brief.seeds) & set(np.concatenate([pool.rows for pool in brief.pools]))
        slow = brief.expects.startswith("slow")
        for row in brief.seeds:
            right = (facts[row]["tempo_bpm"] == 70.0) == slow, bool(facts[row]["acoustic"])
            assert sum(right) == 1
