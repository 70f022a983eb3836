"""Measures of a similarity matrix against what belongs together; each track is asked about once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import skew

from matching.corpora import CorpusTrack

Matrix = NDArray[np.float64]
Together = NDArray[np.bool_]

HUB_PLACES = 10


def same(values: Sequence[Any]) -> Together:
    """(n, n) whether two different tracks have the same value; None is nobody's."""
    known = np.array([[a is not None and a == b for b in values] for a in values], dtype=bool)
    np.fill_diagonal(known, False)
    return known


def composer_or_album(tracks: Sequence[CorpusTrack]) -> Together:
    """(n, n) whether two tracks are of the same composer, or of one album in one package."""
    artists = [track.labels.get("artist") for track in tracks]
    albums = [
        (track.labels["package"], track.labels["album"]) if "album" in track.labels else None
        for track in tracks
    ]
    return same(artists) | same(albums)


def families(together: Together) -> NDArray[np.int64]:
    """(n,) number of the connected group each track is in, the largest group first."""
    from scipy.sparse.csgraph import connected_components

    _, labels = connected_components(together, directed=False)
    sizes = np.bincount(labels)
    order = np.empty(len(sizes), dtype=np.int64)
    order[np.lexsort((np.arange(len(sizes)), -sizes))] = np.arange(len(sizes))
    return np.asarray(order[labels], dtype=np.int64)


def r_precision(similarity: ArrayLike, together: Together) -> Matrix:
    """(n,) share of a track's r companions among its r nearest; NaN where it has none."""
    ranked = _ranked(similarity)
    counts = together.sum(axis=1)
    return np.array(
        [
            together[query, ranked[query, :count]].mean() if count else np.nan
            for query, count in enumerate(counts)
        ]
    )


def average_precisions(similarity: ArrayLike, together: Together) -> Matrix:
    """(n,) average precision of ranking all others for each track; NaN without companions."""
    ranked = _ranked(similarity)[:, :-1]
    found = []
    for query, order in enumerate(ranked):
        hits = together[query, order]
        precision = np.cumsum(hits) / np.arange(1, len(order) + 1)
        found.append(precision[hits].mean() if hits.any() else np.nan)
    return np.array(found)


def hubness(similarity: ArrayLike) -> float:
    """Skew of how often tracks are among others' ten nearest (Radovanović et al., 2010).

    0 is even; above 1 some tracks are near to nearly all.
    """
    nearest = _ranked(similarity)[:, :HUB_PLACES]
    return float(skew(np.bincount(nearest.ravel(), minlength=len(nearest))))


def _ranked(similarity: ArrayLike) -> NDArray[np.int64]:
    """(n, n) nearest first; a track itself comes last, ties go by number."""
    away = -np.array(similarity, dtype=np.float64)
    np.fill_diagonal(away, np.inf)
    return np.argsort(away, axis=1, kind="stable")
