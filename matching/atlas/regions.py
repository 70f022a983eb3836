"""Regions of a map: the hills of its density, each with the valleys around it.

The map is counted on a grid and smoothed; from every cell one climbs to the neighbouring cell that
is highest until a summit is reached, and cells with the same summit are one region (mode seeking:
K. Fukunaga and L. Hostetler, IEEE Transactions on Information Theory 21, 1975). Smoothing grows
until there are few enough regions to read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from matching.atlas.chart import Places

OVERVIEW, DETAIL = 12, 48
_GRID = 160
_LEAST_SIGMA, _GROWTH = 1.2, 1.15
#: A region holds at least this many tracks, and this share of what an even division would give.
_LEAST, _LEAST_SHARE = 4, 0.2
#: Regions large enough hold this share of all tracks before the small ones join them.
_COVERED = 0.9

Grid = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Regions:
    """Which region each of n tracks is in, (n,) int64 from 0, the largest first; and where the
    summit of each of the r regions is, (r, 2)."""

    of: NDArray[np.int64]
    summits: Places

    def __len__(self) -> int:
        return len(self.summits)


def find_regions(places: Places, most: int) -> Regions:
    """At most ``most`` regions of (n, 2) places."""
    count = len(places)
    if not count:
        return Regions(np.empty(0, np.int64), np.empty((0, 2), np.float32))
    most = max(1, min(most, count // _LEAST))
    low, high = places.min(axis=0), places.max(axis=0)
    size = float(max((high - low).max(), 1e-6)) / (_GRID - 1)
    cells = np.floor((places - low) / size).astype(np.int64)
    flat = cells[:, 0] * _GRID + cells[:, 1]
    counted = np.bincount(flat, minlength=_GRID * _GRID).reshape(_GRID, _GRID).astype(np.float64)
    least = max(_LEAST, int(_LEAST_SHARE * count / most))
    sigma = _LEAST_SIGMA
    while True:
        height = gaussian_filter(counted, sigma, mode="constant")
        summit = _climb(height)[flat]
        found, of, held = np.unique(summit, return_inverse=True, return_counts=True)
        large = held >= least
        if (large.sum() <= most and held[large].sum() >= _COVERED * count) or sigma > _GRID:
            break
        sigma *= _GROWTH
    peaks = np.stack(np.divmod(found, _GRID), axis=1)
    of = _joined(of, peaks, large if large.any() else held == held.max())
    kept, of, held = np.unique(of, return_inverse=True, return_counts=True)
    order = np.argsort(-held, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    summits = (low + (peaks[kept[order]] + 0.5) * size).astype(np.float32)
    return Regions(rank[of], summits)


def _climb(height: NDArray[np.float64]) -> Grid:
    """(cells,) the flat number of the summit that each cell's way uphill ends at."""
    side = len(height)
    walled = np.pad(height, 1, constant_values=-1.0)
    ways = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    around = np.stack([walled[1 + a : side + 1 + a, 1 + b : side + 1 + b] for a, b in ways])
    # Standing still comes first, so that nobody walks on level ground for ever.
    order = [ways.index((0, 0))] + [k for k, way in enumerate(ways) if way != (0, 0)]
    best = np.array(ways)[np.array(order)[around[order].argmax(axis=0)]]
    rows, columns = np.indices(height.shape)
    up = ((rows + best[..., 0]) * side + columns + best[..., 1]).ravel()
    while True:
        further = up[up]
        if (further == up).all():
            return up
        up = further


def _joined(of: Grid, peaks: Grid, large: NDArray[np.bool_]) -> Grid:
    """The same regions; those too small belong to the nearest that is large enough."""
    home = np.flatnonzero(large)
    away = ((peaks[:, None] - peaks[None, home]) ** 2).sum(axis=2)
    target = np.where(large, np.arange(len(peaks)), home[away.argmin(axis=1)])
    return np.asarray(target[of], dtype=np.int64)
