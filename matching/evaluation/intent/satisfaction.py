"""How many rounds and labels until an owner is satisfied."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from matching.evaluation.intent.population import Outcome
from matching.evaluation.intent.rounds import LABELS, MOST_ROUNDS, SATISFIED


def satisfaction(some: Sequence[Outcome]) -> dict[str, Any]:
    """rounds: median of the first round of ten with at least 9 accepted; labels: of the labels
    given before the first round of which at least 9 truly fit, whatever was clicked.

    None where half of the owners are not there within MOST_ROUNDS. within: share satisfied after
    each round.
    """
    rounds = np.array([_first(each.course.accepted) for each in some])
    labels = np.array([(_first(each.course.fitting) - 1) * LABELS for each in some])
    middle, needed = float(np.median(rounds)), float(np.median(labels))
    return {
        "median_rounds": middle if middle <= MOST_ROUNDS else None,
        "median_labels": needed if needed < MOST_ROUNDS * LABELS else None,
        "within": [round(float((rounds <= most).mean()), 3) for most in range(1, MOST_ROUNDS + 1)],
    }


def _first(counts: Sequence[int]) -> int:
    """The number of the first round that satisfies, from 1; one past the last where none does."""
    return next((n for n, count in enumerate(counts, 1) if count >= SATISFIED), MOST_ROUNDS + 1)
