"""Held-out words and photos move real tracks the right way, beyond what shuffling gives."""

from __future__ import annotations

import numpy as np
import pytest

from matching.evaluation.labelled import Labelled, superiority
from matching.evaluation.photo_bench import photo_folder
from matching.evaluation.photo_ranking import rank_photos
from matching.evaluation.text_ranking import rank_texts
from matching.evaluation.understanding import paraphrases


def test_held_out_paraphrases_put_the_right_tracks_first(starter_tracks: Labelled) -> None:
    cases = [*paraphrases("held_out", "en"), *paraphrases("held_out", "zh")]
    found = rank_texts(starter_tracks, cases)
    assert found is not None
    assert found.texts >= 40
    assert found.low > found.shuffled_95
    assert 0.45 < found.shuffled < 0.55


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_language_does_by_itself(starter_tracks: Labelled, language: str) -> None:
    found = rank_texts(starter_tracks, paraphrases("held_out", language))
    assert found is not None
    assert found.auc > found.shuffled_95


def test_held_out_photos_put_the_right_tracks_first(starter_tracks: Labelled) -> None:
    found = rank_photos(starter_tracks, photo_folder())
    wooden = next(each for each in found.contrasts if each.first == "wooden")
    assert wooden.by_label
    assert wooden.low > wooden.shuffled_95
    assert found.steadiness.copies_worst_tenth > 0.9 > found.steadiness.others


def test_the_measure_knows_right_from_wrong(starter_tracks: Labelled) -> None:
    acoustic = starter_tracks.properties["acoustic"]
    assert starter_tracks.auc(acoustic, "acoustic", 1) == 1.0
    assert starter_tracks.auc(acoustic, "acoustic", -1) == 0.0
    assert starter_tracks.auc(np.zeros(28), "acoustic", 1) == 0.5
    assert superiority(np.array([1.0, 2.0]), np.array([1.0])) == 0.75


def test_a_catalogue_without_labels_gives_no_figure(starter_tracks: Labelled) -> None:
    bare = Labelled(starter_tracks.snapshot, starter_tracks.names, {})
    assert rank_texts(bare, paraphrases("held_out", "en")) is None
