"""Held-out photos move real tracks the right way, beyond what shuffling gives."""

from __future__ import annotations

import numpy as np

from matching.evaluation.labelled import Labelled, superiority
from matching.evaluation.photo_bench import photo_folder
from matching.evaluation.photo_ranking import rank_photos


def test_held_out_photos_put_the_right_tracks_first(starter_tracks: Labelled) -> None:
    found = rank_photos(starter_tracks, photo_folder())
    wooden = next(each for each in found.contrasts if each.first == "wooden")
    assert wooden.by_label
    assert wooden.low > wooden.shuffled_95
    # All interiors ask for calm, so that different photos also rank much alike.
    assert found.steadiness.copies_worst_tenth > 0.98 > found.steadiness.others


def test_the_measure_knows_right_from_wrong(starter_tracks: Labelled) -> None:
    acoustic = starter_tracks.properties["acoustic"]
    assert starter_tracks.auc(acoustic, "acoustic", 1) == 1.0
    assert starter_tracks.auc(acoustic, "acoustic", -1) == 0.0
    assert starter_tracks.auc(np.zeros(28), "acoustic", 1) == 0.5
    assert superiority(np.array([1.0, 2.0]), np.array([1.0])) == 0.75
