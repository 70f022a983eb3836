"""How the weights of likeness were chosen, so that it can be done again.

``python -m matching.evaluation.similarity_choice`` tries every combination on the open-music
catalogue (re-coded alike) by R-precision for "same composer or album". A few composers decide which
one combination is best, so the centre of all that come within one standard error of the best is
taken. The starter catalogue has no part in the choice. For figures on open music the choice is made
on one half of the albums and reported on the other (``cross_fitted``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from itertools import product

import numpy as np
from numpy.typing import NDArray

from matching.corpora import open_music, profiles
from matching.evaluation.alike import alike
from matching.evaluation.likeness_grams import among, grams
from matching.evaluation.neighbours import (
    Matrix,
    Together,
    composer_or_album,
    families,
    r_precision,
)
from matching.profile.similarity import Sounds, Weights
from matching.profile.track import TrackProfile

#: One standard error of the mean over the tracks.
TOLERANCE = 0.025
GRID = tuple(
    Weights(1.0, *rest)
    for rest in product(
        (0.0, 0.2, 0.4, 0.6, 0.8), (0.0, 0.3, 0.6, 0.9), (0.0, 0.2, 0.4, 0.6),
        (0.0, 0.05, 0.1, 0.15),
    )
)  # fmt: skip


def sounds(heard: Sequence[TrackProfile]) -> Sounds:
    """What is compared of these profiles."""
    return Sounds(
        np.stack([each.style for each in heard]),
        np.stack([each.spread for each in heard]),
        np.stack([each.facet_row() for each in heard]),
        np.stack([each.timbre for each in heard]),
    )


def tried(own: Sounds, together: Together) -> Matrix:
    """(len(GRID), n) R-precision of every combination for each track as the query."""
    parts = grams(own)
    return np.stack([r_precision(among(parts, each), together) for each in GRID])


def chosen(found: Matrix) -> Weights:
    """The combination that the rule takes from (len(GRID), queries) R-precisions."""
    means = np.nanmean(found, axis=1)
    close = np.array([astuple(each) for each in GRID])[means > means.max() - TOLERANCE]
    return Weights(*(round(float(weight), 2) for weight in close.mean(axis=0)))


def halves(together: Together) -> NDArray[np.bool_]:
    """(n,) which tracks belong to the first half: every other family of albums, largest first."""
    return families(together) % 2 == 0


def cross_fitted(own: Sounds, together: Together) -> tuple[Matrix, tuple[Weights, Weights]]:
    """(n,) R-precision with weights chosen on the other half's queries, and the two choices."""
    found, parts = tried(own, together), grams(own)
    first = halves(together)
    choices = chosen(found[:, ~first]), chosen(found[:, first])
    ways = [r_precision(among(parts, each), together) for each in choices]
    return np.where(first, ways[0], ways[1]), choices


if __name__ == "__main__":
    music = alike(open_music(), say=print)
    heard_alike = sounds(profiles(music, say=print))
    belongs = composer_or_album(music)
    values = tried(heard_alike, belongs)
    for place in np.argsort(-np.nanmean(values, axis=1))[:20]:
        print(f"{np.nanmean(values[place]):.4f}  {GRID[place]}")
    print("chosen:", chosen(values))
