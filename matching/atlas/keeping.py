"""Keeping a map recognisable: new tracks find a place among the old, and a new layout turns back.

Owners remember where their music lies. Added tracks therefore move no other track; and where the
whole map is laid out anew, it is started from the former places and turned onto them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.atlas.chart import Places
from matching.atlas.neighbours import Vectors, nearest_of

#: From this share of new, changed and gone tracks on the whole map is laid out anew.
ANEW_FROM = 0.2
_NEIGHBOURS = 5
#: A neighbour counts by this power of its cosine, so that the nearest decide.
_SHARPNESS = 8.0
#: Tracks with the same neighbours lie beside each other, not on each other.
_APART = 0.004


def placed(vectors: Vectors, ids: NDArray[np.int64], among: Vectors, places: Places) -> Places:
    """(m, 2) places for new tracks with (m, d) unit vectors, between their nearest mapped ones.

    among (n, d), places (n, 2): the tracks that stay where they are; n > 0. ids (m,) decide to
    which side of one another tracks with the same neighbours lie.
    """
    rows, cosines = nearest_of(vectors, among, _NEIGHBOURS)
    weight = np.maximum(cosines, 1e-3) ** _SHARPNESS
    weight /= weight.sum(axis=1, keepdims=True)
    middle = np.einsum("mk,mkd->md", weight, places[rows])
    # The mean of neighbours on two islands is open sea: the place is pulled to the nearest one.
    lonely = np.linalg.norm(middle - places[rows[:, 0]], axis=1) > np.linalg.norm(
        places[rows] - places[rows[:, :1]], axis=2
    ).mean(axis=1)
    middle = np.where(lonely[:, None], places[rows[:, 0]], middle)
    angle = np.asarray(ids, dtype=np.float64) * 2.399963  # the golden angle
    aside = _APART * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.asarray(middle + aside, dtype=np.float32)


def turned_onto(places: Places, here: NDArray[np.int64], former: Places) -> Places:
    """The same picture, turned and mirrored so that rows ``here`` lie nearest to ``former``.

    Orthogonal Procrustes: P. Schönemann, Psychometrika 31 (1966). former: (len(here), 2).
    """
    if len(here) < 2:
        return places
    now, then = places[here], former
    left, _, right = np.linalg.svd(
        (now - now.mean(axis=0)).T.astype(np.float64) @ (then - then.mean(axis=0))
    )
    return np.asarray(places @ (left @ right), dtype=np.float32)
