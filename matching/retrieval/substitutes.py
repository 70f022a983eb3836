"""The nearest cleared track for every seed: what may be played in place of the song shown."""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from matching.index.snapshot import Snapshot
from matching.retrieval.calibration import calibrated
from matching.retrieval.query import Component, Seed
from matching.retrieval.taste_value import taste_value
from matching.retrieval.tastes import tastes

#: Candidates per seed; with more seeds than this alike, a substitute may serve twice.
_NEAREST = 25


def substitutes(
    snapshot: Snapshot, seeds: Sequence[Seed], allowed_ids: Iterable[int]
) -> tuple[tuple[int, float] | None, ...]:
    """(track id, likeness 0..1) for each seed, distinct while there are tracks enough.

    The sum of likenesses is the largest possible (an assignment); a seed that is itself allowed
    finds itself. None for every seed when nothing is allowed.
    """
    catalogue, rows = calibrated(snapshot), snapshot.rows(allowed_ids)
    if not seeds:
        return ()
    if not len(rows):
        return (None,) * len(seeds)
    likeness = np.zeros((len(seeds), len(rows)))
    for place, seed in enumerate(seeds):
        (taste,) = tastes([seed])
        component = Component(f"seed:{place}", 1.0, vectors=taste.vectors)
        likeness[place] = taste_value(catalogue, component, rows)
        likeness[place, catalogue.snapshot.style[rows] @ seed.style > 1.0 - 1e-5] = 1.0
    count = min(_NEAREST + len(seeds), len(rows))
    near = np.unique(np.argsort(-likeness, axis=1, kind="stable")[:, :count])
    chosen = likeness.argmax(axis=1)
    if len(near) >= len(seeds):
        # To the fourth power, so that no seed gives up its twin for a small gain elsewhere.
        which, found = linear_sum_assignment(likeness[:, near] ** 4, maximize=True)
        chosen[which] = near[found]
    ids = np.asarray(snapshot.ids)[rows]
    return tuple(
        (int(ids[track]), float(likeness[place, track])) for place, track in enumerate(chosen)
    )
