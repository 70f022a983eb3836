"""From scores to a varied list: maximal marginal relevance, artist cap, tastes side by side.

Carbonell and Goldstein, 1998, over how tracks sound (``Likeness.sound``).
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows
from matching.retrieval.calibration import Calibrated
from matching.retrieval.scoring import Values

Places = NDArray[np.int64]

#: What complete likeness to a listed track costs, in standard deviations of the score.
_SAMENESS_COST = 0.2
#: Above this cosine of sounds two tracks are the same music; the second is taken only if nothing is
#: left, and not at all where the first was rejected. Copies at 128 kbit/s reach 0.998 at least;
#: of 635 open tracks and pieces of them some 1 % have another one this near.
_DUPLICATE = 0.99
_DUPLICATE_COST = 50.0
#: A taste of the seeds claims its share of the list only with tracks this close to the best.
_TASTE_SLACK = 2.5
_POOL_SMALLEST, _POOL_FACTOR = 120, 6
#: What being listed e - 1 times already costs: this times log(e), in standard deviations of the
#: score, and at most so much that nothing unfitting is drawn in.
_EXPOSURE_COST, _EXPOSURE_MOST = 0.2, 0.8


def artist_cap(length: int) -> int:
    """How many tracks of one artist a list of this length holds while there are others."""
    return max(2, -(-length // 10))


def select(
    catalogue: Calibrated,
    rows: Rows,
    score: Values,
    *,
    chosen: Sequence[int],
    count: int,
    avoid: Rows,
    length: int,
    taste: NDArray[np.int64] | None = None,
    shares: Sequence[float] = (),
    exposure: NDArray[np.int64] | None = None,
    open_places: NDArray[np.bool_] | None = None,
) -> list[int]:
    """Places (in ``rows``) of ``count`` more tracks beside the ``chosen`` places, best first.

    avoid: rows of rejected tracks; neither they nor their near-duplicates come, even if nothing
    else is left. open_places: (n,) which tracks may be taken; all where None. taste: (n,) the
    closest taste of each track, shares of the list that each taste claims. exposure: (n,) how often
    each track was listed lately; of those that fit, the rarely listed come first.
    """
    artists = np.asarray(catalogue.snapshot.artists)[rows]
    sound = catalogue.likeness.sound
    free = np.ones(len(rows), dtype=bool) if open_places is None else open_places.copy()
    free[list(chosen)] = False
    count = min(count, int(free.sum()))
    unwanted = sound(avoid)
    while True:
        if count <= 0:
            return []
        pool = _pool(score, artists, taste, free, count, artist_cap(length))
        styles = sound(rows[pool])
        if not len(unwanted):
            break
        copies = (styles @ unwanted.T).max(axis=1) > _DUPLICATE
        free[pool[copies]] = False
        count = min(count, int(free.sum()))
        pool, styles = pool[~copies], styles[~copies]
        if len(pool) >= min(count, int(free.sum())):
            break
    if count <= 0:
        return []
    scale = max(float(score.std()), 1e-12)
    worth = (score[pool] - float(score.max())) / scale
    if exposure is not None:
        worth = worth - np.minimum(_EXPOSURE_COST * np.log1p(exposure[pool]), _EXPOSURE_MOST)
    sameness = np.zeros(len(pool))
    if len(chosen):
        others = sound(rows[list(chosen)])
        alike = (styles @ others.T).max(axis=1)
        worth = worth - _DUPLICATE_COST * (alike > _DUPLICATE)
        sameness = np.maximum(sameness, alike)
    return _greedy(pool, worth, styles, sameness, artists[pool], count, length, chosen, artists,
                   taste, shares)  # fmt: skip


def _greedy(
    pool: Places,
    worth: Values,
    styles: NDArray[np.float32],
    sameness: Values,
    pool_artists: NDArray[np.int64],
    count: int,
    length: int,
    chosen: Sequence[int],
    artists: NDArray[np.int64],
    taste: NDArray[np.int64] | None,
    shares: Sequence[float],
) -> list[int]:
    free = np.ones(len(pool), dtype=bool)
    listed = Counter(int(artists[place]) for place in chosen)
    in_taste = np.zeros(len(shares))
    for place in chosen:
        if taste is not None:
            in_taste[taste[place]] += 1
    cap = artist_cap(length)
    picked: list[int] = []
    while len(picked) < count:
        capped = np.array([a != 0 and listed[int(a)] >= cap for a in pool_artists])
        open_places = free & ~capped
        if not open_places.any():
            cap += 1
            continue
        gain = np.where(open_places, worth - _SAMENESS_COST * sameness, -np.inf)
        if taste is not None and len(shares) > 1:
            gain = _claimed(gain, taste[pool], in_taste, shares, len(chosen) + len(picked) + 1)
        best = int(np.argmax(gain))
        free[best] = False
        picked.append(int(pool[best]))
        listed[int(pool_artists[best])] += 1
        if taste is not None:
            in_taste[taste[pool[best]]] += 1
        alike = styles @ styles[best]
        sameness = np.maximum(sameness, alike)
        worth = worth - _DUPLICATE_COST * (alike > _DUPLICATE)
    return picked


def _claimed(
    gain: Values, taste: NDArray[np.int64], so_far: Values, shares: Sequence[float], size: int
) -> Values:
    """Leave open only the taste that is furthest behind its share, if it has good tracks."""
    lag = np.asarray(shares) * size - so_far
    best = float(gain.max())
    for claimant in np.argsort(-lag, kind="stable"):
        own = np.where(taste == claimant, gain, -np.inf)
        if lag[claimant] > 0 and float(own.max()) > best - _TASTE_SLACK:
            return own
    return gain


def _pool(
    score: Values,
    artists: NDArray[np.int64],
    taste: NDArray[np.int64] | None,
    free: NDArray[np.bool_],
    count: int,
    cap: int,
) -> Places:
    """Candidates: the best of every taste, with room left for more than one artist."""
    wanted = max(_POOL_SMALLEST, _POOL_FACTOR * count)
    groups = [np.flatnonzero(free)] if taste is None else [
        np.flatnonzero(free & (taste == value)) for value in np.unique(taste)
    ]  # fmt: skip
    found: list[int] = []
    for group in groups:
        order = _best_first(score, group, 20 * wanted)
        per_artist: Counter[int] = Counter()
        first: list[int] = []
        rest: list[int] = []
        for place, artist in zip(order.tolist(), artists[order].tolist(), strict=True):
            per_artist[artist] += 1
            (first if artist == 0 or per_artist[artist] <= cap else rest).append(place)
            if len(first) == wanted:
                break
        found += (first + rest)[:wanted]
    return np.array(sorted(found, key=lambda place: (-score[place], place)), dtype=np.int64)


def _best_first(score: Values, group: Places, most: int) -> Places:
    own = score[group]
    if len(group) > most:
        # Everything as good as the last one stays in, so that ties are cut by place, not by chance.
        edge = np.partition(own, len(own) - most)[len(own) - most]
        group, own = group[own >= edge], own[own >= edge]
    return group[np.lexsort((group, -own))][:most]
