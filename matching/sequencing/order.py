"""The order in which a playlist flows: small steps in style, key, tempo and energy.

Nearest neighbour from up to 20 starts, each improved by 2-opt and Or-opt moves; deterministic.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Snapshot
from matching.profile.track import FACETS

Costs = NDArray[np.float64]

_STARTS = 20
#: Improving steps for 40 tracks; longer lists get fewer, as each costs more.
_STEPS = 12
#: How far a move reaches, in places.
_REACH = 12
_LONGEST_SEGMENT = 3
_IMPROVEMENT = 1e-9
#: Same artist within the gap costs more than any change of music.
_ARTIST_COST = 10.0
_STYLE, _KEY, _TEMPO, _ENERGY, _LOUDNESS = 1.0, 0.25, 0.6, 0.5, 0.15


def sequence(
    snapshot: Snapshot, ids: Sequence[int], *, artist_gap: int = 3, first: int | None = None
) -> list[int]:
    """``ids`` in an order that flows; never costlier than the order given.

    artist_gap: tracks between two of the same artist, as far as the list allows. first: an id that
    opens the list. Ids unknown to the snapshot keep their place at the end; ids must be unique.
    """
    known = set(snapshot.ids[snapshot.rows(ids)].tolist())
    here = [track for track in ids if track in known]
    rest = [track for track in ids if track not in known]
    if first is not None and first in known:
        here = [first, *(track for track in here if track != first)]
    rows = np.searchsorted(snapshot.ids, np.asarray(here, dtype=np.int64))
    costs = transition_costs(snapshot, rows)
    artists = np.asarray(snapshot.artists)[rows]
    fixed = 1 if first is not None and first in known else 0
    order = _best_order(costs, artists, artist_gap, fixed)
    return [here[place] for place in order] + rest


def transition_costs(snapshot: Snapshot, rows: NDArray[np.int64]) -> Costs:
    """(n, n) cost of playing column's track after row's track; 0 is seamless."""
    outro = snapshot.outro[rows].astype(np.float64)
    intro = snapshot.intro[rows].astype(np.float64)
    facets = snapshot.facets[rows].astype(np.float64)
    style = 1.0 - np.clip(outro @ intro.T, -1.0, 1.0)

    def step(name: str) -> Costs:
        values = facets[:, FACETS.index(name)]
        return np.abs(values[:, None] - values[None, :])

    octaves = np.log2(np.maximum(facets[:, FACETS.index("tempo_bpm")], 1.0))
    apart = octaves[:, None] - octaves[None, :]
    # Half and double time flow too; what is left is within half an octave.
    tempo = 2.0 * np.abs(apart - np.round(apart))
    fifths = _fifths(facets[:, FACETS.index("key")], facets[:, FACETS.index("mode")])
    around = np.abs(fifths[:, None] - fifths[None, :]) % 12
    key = np.minimum(around, 12 - around) / 6.0
    return np.asarray(
        _STYLE * style
        + _KEY * key
        + _TEMPO * tempo
        + _ENERGY * step("energy")
        + _LOUDNESS * np.minimum(step("loudness_lufs") / 10.0, 1.0)
    )


def order_cost(
    costs: Costs, artists: NDArray[np.int64], order: Sequence[int], artist_gap: int
) -> float:
    """Sum of transitions plus what artists too close to themselves cost."""
    path = np.asarray(order, dtype=np.int64)
    total = float(costs[path[:-1], path[1:]].sum())
    names = artists[path]
    for gap in range(1, min(artist_gap, len(path) - 1) + 1):
        same = (names[gap:] == names[:-gap]) & (names[gap:] != 0)
        total += _ARTIST_COST * int(same.sum())
    return total


def _fifths(key: Costs, mode: Costs) -> Costs:
    """Place on the circle of fifths; a minor key sits with its relative major."""
    major = np.where(mode >= 0.5, key, key + 3)
    return np.asarray((major * 7) % 12)


def _best_order(costs: Costs, artists: NDArray[np.int64], gap: int, fixed: int) -> list[int]:
    count = len(costs)
    if count < 3:
        return list(range(count))
    spread = np.unique(np.linspace(0, count - 1, _STARTS, dtype=np.int64))
    starts = np.zeros(1, dtype=np.int64) if fixed else spread
    tours = np.vstack([np.arange(count), _nearest(costs, artists, starts, gap)])
    best = tours[int(np.argmin(_many_costs(costs, artists, tours, gap)))]
    return _improve(costs, artists, best, gap, fixed)


def _nearest(
    costs: Costs, artists: NDArray[np.int64], starts: NDArray[np.int64], gap: int
) -> NDArray[np.int64]:
    """(len(starts), n) tours that always go to the cheapest track left, all starts at once."""
    count, every = len(costs), np.arange(len(starts))
    tours = np.zeros((len(starts), count), dtype=np.int64)
    tours[:, 0] = starts
    left = np.ones((len(starts), count), dtype=bool)
    left[every, starts] = False
    clash = _ARTIST_COST * ((artists[:, None] == artists[None, :]) & (artists[:, None] != 0))
    for place in range(1, count):
        step = costs[tours[:, place - 1]]
        for back in range(max(0, place - gap), place):
            step = step + clash[tours[:, back]]
        best = np.where(left, step, np.inf).argmin(axis=1)
        tours[:, place] = best
        left[every, best] = False
    return tours


def _improve(
    costs: Costs, artists: NDArray[np.int64], tour: NDArray[np.int64], gap: int, fixed: int
) -> list[int]:
    """The best 2-opt (reversal) or Or-opt (moved segment) step, until none helps."""
    count, best = len(tour), float(_many_costs(costs, artists, tour[None, :], gap)[0])
    moves = _moves(count, fixed)
    for _ in range(max(4, _STEPS * 40 // max(count, 40))):
        tried = tour[moves]
        values = _many_costs(costs, artists, tried, gap)
        step = int(np.argmin(values))
        if values[step] >= best - _IMPROVEMENT:
            break
        tour, best = tried[step], float(values[step])
    return [int(place) for place in tour]


def _many_costs(
    costs: Costs, artists: NDArray[np.int64], tours: NDArray[np.int64], gap: int
) -> Costs:
    """``order_cost`` of many orders (m, n) at once, (m,)."""
    totals: Costs = costs[tours[:, :-1], tours[:, 1:]].sum(axis=1)
    if len(np.unique(artists[artists != 0])) == np.count_nonzero(artists):
        return totals
    names = artists[tours]
    for back in range(1, min(gap, tours.shape[1] - 1) + 1):
        same = (names[:, back:] == names[:, :-back]) & (names[:, back:] != 0)
        totals += _ARTIST_COST * same.sum(axis=1)
    return totals


@lru_cache(maxsize=32)
def _moves(count: int, fixed: int) -> NDArray[np.int16]:
    """(m, count) rearrangements of places: reversals and moves of 1..3 places, within reach."""
    places = list(range(count))
    found: set[tuple[int, ...]] = set()
    for start in range(fixed, count):
        for stop in range(start + 2, min(start + _REACH, count) + 1):
            turned = places[start:stop][::-1]
            found.add((*places[:start], *turned, *places[stop:]))
        for size in range(1, _LONGEST_SEGMENT + 1):
            segment = places[start : start + size]
            left = places[:start] + places[start + size :]
            for target in range(max(fixed, start - _REACH), min(start + _REACH, len(left)) + 1):
                found.add((*left[:target], *segment, *left[target:]))
    found.discard(tuple(places))
    return np.array(sorted(found), dtype=np.int16)
