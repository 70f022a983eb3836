"""Clear verdicts on real tracks are said as a wish, and the list follows."""

from __future__ import annotations

import numpy as np
import pytest

from matching.evaluation.labelled import Labelled, superiority
from matching.evaluation.synthetic import synthetic_catalogue
from matching.index.snapshot import Snapshot
from matching.intent.state import Event, Wish
from matching.profile.track import FACETS
from matching.retrieval.prepare import prepare
from matching.retrieval.query import Query
from matching.retrieval.recommend import recommend
from matching.retrieval.wording import say_wish

DRAWS = 12
Labels = np.ndarray


def taught(
    music: Snapshot, label: Labels, each: int, seed: int
) -> tuple[tuple[Wish, ...], float, list[Event]]:
    """Wishes after ``each`` accepts and rejects, and the AUC of the tracks not yet judged."""
    random = np.random.default_rng(seed)
    good = music.ids[random.choice(np.flatnonzero(label == 1), each, replace=False)]
    bad = music.ids[random.choice(np.flatnonzero(label == 0), each, replace=False)]
    events = [Event("accept", int(track)) for track in good]
    events += [Event("reject", int(track)) for track in bad]
    ids = music.ids
    listed = recommend(music, Query(), allowed_ids=ids, length=each + 6, events=events)
    score = prepare(music, Query(), allowed_ids=ids, events=events)
    left = ~np.isin(score.ids, np.concatenate([good, bad]))
    known = label[np.searchsorted(ids, score.ids[left])]
    unseen = ids[(label == 1) | (label == 0)]
    assert len(np.setdiff1d(unseen, np.concatenate([good, bad]))) >= 2
    values = score.score.total[left]
    return listed.wishes, superiority(values[known == 1], values[known == 0]), events


def test_keeping_the_acoustic_and_refusing_the_electronic(starter_tracks: Labelled) -> None:
    for sign, key, words in ((1, "higher", "more acoustic"), (-1, "lower", "more electronic")):
        label = starter_tracks.properties["acoustic"]
        label = label if sign > 0 else 1 - label
        for seed in range(DRAWS):
            wishes, auc, _ = taught(starter_tracks.snapshot, label, 4, seed)
            learned = {w.key: w for w in wishes if w.origin == "learned"}
            assert f"facet:acoustic:{key}" in learned
            assert say_wish(learned[f"facet:acoustic:{key}"], "en") == words
            assert auc > 0.95


def test_keeping_those_without_a_voice() -> None:
    """Nobody sings on the starter tracks, so the music is made up."""
    music = Snapshot.of(synthetic_catalogue(300, seed=1).columns, "synthetic")
    voice = music.facets[:, FACETS.index("vocal")]
    label = np.where(voice < 0.3, 1.0, np.where(voice > 0.6, 0.0, np.nan))
    for seed in range(DRAWS):
        wishes, auc, _ = taught(music, label, 5, seed)
        learned = {w.key: w for w in wishes if w.origin == "learned"}
        assert "facet:vocal:lower" in learned
        assert say_wish(learned["facet:vocal:lower"], "zh") == "少一些人声"
        assert auc > 0.9


@pytest.mark.parametrize(("sign", "side"), [(-1, "lower"), (1, "higher")])
def test_keeping_the_slow_or_the_fast_in_two_rounds(
    starter_tracks: Labelled, sign: int, side: str
) -> None:
    """By the labelled tempo; the analysis doubles that of some slow tracks, so not always."""
    label = starter_tracks.properties["tempo_bpm"]
    label = label if sign > 0 else 1 - label
    said, wrong, follows = 0, 0, []
    other = {"lower": "higher", "higher": "lower"}[side]
    for seed in range(DRAWS):
        wishes, auc, _ = taught(starter_tracks.snapshot, label, 7, seed)
        keys = {wish.key for wish in wishes if wish.origin == "learned"}
        said += f"facet:tempo_bpm:{side}" in keys
        wrong += f"facet:tempo_bpm:{other}" in keys
        follows.append(auc)
    assert said >= DRAWS / 2
    assert wrong == 0
    assert np.mean(follows) > 0.6


def test_eight_verdicts_by_chance_claim_one_wish_at_most_on_average(
    starter_tracks: Labelled,
) -> None:
    claims = 0
    for seed in range(DRAWS):
        label = np.random.default_rng([seed, 5]).integers(0, 2, 28).astype(float)
        wishes, _, _ = taught(starter_tracks.snapshot, label, 4, seed)
        claims += len([wish for wish in wishes if wish.origin == "learned"])
    assert claims / DRAWS <= 1.2
