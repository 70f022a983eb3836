"""How the weights of likeness were chosen, so that it can be done again.

``python -m matching.evaluation.similarity_choice`` tries every combination on the open-music
catalogue (re-coded alike) by R-precision for "same composer or album". Pace and the facets are what
an owner hears and asks for, and albums are mixed in them, so of all combinations that lose less
than ``TOLERANCE`` against the best, the one with the most tempo and then the most facets is taken.
The starter catalogue has no part in the choice; the rule itself was settled with early figures of
both catalogues in sight. For figures on open music the choice is made on one half of the albums and
reported on the other (``cross_fitted``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from matching.corpora import open_music, profiles
from matching.evaluation.alike import alike
from matching.evaluation.neighbours import (
    Matrix,
    Together,
    composer_or_album,
    families,
    r_precision,
)
from matching.profile.similarity import SimilaritySpace, Sounds, Weights
from matching.profile.track import TrackProfile
from matching.retrieval.likeness import Likeness

#: Less than half a standard error of the mean over the tracks (0.025).
TOLERANCE = 0.01
GRID = tuple(
    Weights(spread=spread, facets=facets, tempo=tempo)
    for spread, facets, tempo in product(
        (0.0, 0.2, 0.4, 0.6), (0.0, 0.2, 0.4, 0.6), (0.0, 0.05, 0.1, 0.15)
    )
)


def sounds(heard: Sequence[TrackProfile]) -> Sounds:
    """What is compared of these profiles."""
    return Sounds(
        np.stack([each.style for each in heard]),
        np.stack([each.spread for each in heard]),
        np.stack([each.facet_row() for each in heard]),
    )


def tried(own: Sounds, together: Together) -> Matrix:
    """(len(GRID), n) R-precision of every combination for each track as the query."""
    space = SimilaritySpace.fit(own)
    return np.stack(
        [
            r_precision(Likeness.within(replace(space, weights=each), own).among(), together)
            for each in GRID
        ]
    )


def chosen(found: Matrix) -> Weights:
    """The combination that the rule takes from (len(GRID), queries) R-precisions."""
    means = np.nanmean(found, axis=1)
    close = [
        (weights.tempo, weights.facets, mean, place)
        for place, (weights, mean) in enumerate(zip(GRID, means, strict=True))
        if mean > means.max() - TOLERANCE
    ]
    return GRID[max(close)[3]]


def halves(together: Together) -> NDArray[np.bool_]:
    """(n,) which tracks belong to the first half: every other family of albums, largest first."""
    return families(together) % 2 == 0


def cross_fitted(own: Sounds, together: Together) -> tuple[Matrix, tuple[Weights, Weights]]:
    """(n,) R-precision with weights chosen on the other half's queries, and the two choices."""
    found = tried(own, together)
    first = halves(together)
    choices = chosen(found[:, ~first]), chosen(found[:, first])
    places = np.where(first, GRID.index(choices[0]), GRID.index(choices[1]))
    return found[places, np.arange(len(first))], choices


if __name__ == "__main__":
    music = alike(open_music(), say=print)
    heard_alike = sounds(profiles(music, say=print))
    belongs = composer_or_album(music)
    values = tried(heard_alike, belongs)
    for weights_, mean_ in zip(GRID, np.nanmean(values, axis=1), strict=True):
        print(f"{mean_:.4f}  {weights_}")
    print("chosen:", chosen(values))
