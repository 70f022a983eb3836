"""One odd photo among five: does the ranking stay that of the five?

Five held-out photos of one kind; each in turn is replaced by something odd. Rankings are compared
less what those by all photos have in common (see photo_direction): interiors ask for much the same
music, so that plain rank correlations are near 1 whatever happens. A ranking has turned where it is
more like the odd photo's own than like that of the clean five.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from matching.evaluation.metrics import interval
from matching.evaluation.photo_direction import photo_scores
from matching.evaluation.understanding import DATA
from matching.index.snapshot import Snapshot
from matching.retrieval.bundles import Weighed, agreeing
from matching.semantics.photos import Sight

_FIVE = 5
#: Photos of the same package that show no room: a child playing football, a 3-D model.
NO_ROOM = ("pexels-2560067.jpg", "pexels-36444540.jpg")
#: The kind that is least like each, to take another odd photo from.
_OTHER = {"bright": "dark", "dark": "bright", "bare": "wooden", "wooden": "bare"}


def odd_one_out(snapshot: Snapshot, sights: Mapping[str, Sight]) -> dict[str, float | int]:
    """Likeness to the clean five's ranking, by agreement and by a plain average.

    Likeness is the correlation of ranks less their mean over the rankings by single photos.
    """
    common = _ranks(snapshot, [[sight] for sight in sights.values()]).mean(axis=0)
    kinds = tomllib.loads((DATA / "photo_labels.toml").read_text("utf-8"))["kinds"]
    like: dict[str, list[float]] = {"agreement": [], "average": []}
    turned: dict[str, list[bool]] = {"agreement": [], "average": []}
    for kind, other in _OTHER.items():
        five = kinds[kind][:_FIVE]
        stranger = next(name for name in kinds[other] if name not in kinds[kind])
        strangers = (*NO_ROOM, stranger)
        mixed = [
            (odd, [sights[odd if n == place else name] for n, name in enumerate(five)])
            for odd in strangers
            for place in range(_FIVE)
        ]
        alone = dict(
            zip(strangers, _ranks(snapshot, [[sights[odd]] for odd in strangers]), strict=True)
        )
        for way, trusting in (("agreement", agreeing), ("average", _alike)):
            clean = _ranks(snapshot, [[sights[name] for name in five]], trusting)[0]
            rows = _ranks(snapshot, [photos for _, photos in mixed], trusting)
            for (odd, _), found in zip(mixed, rows, strict=True):
                near = _like(found - common, clean - common)
                like[way].append(near)
                turned[way].append(_like(found - common, alone[odd] - common) > near)
    result: dict[str, float | int] = {"sets": len(like["agreement"])}
    for way, values in like.items():
        mean, low, high = interval(values)
        result |= {
            way: round(mean, 3),
            f"{way}_low": round(low, 3),
            f"{way}_high": round(high, 3),
            f"{way}_worst_tenth": round(float(np.percentile(values, 10)), 3),
            f"{way}_turned": round(float(np.mean(turned[way])), 3),
        }
    return result


def _alike(photos: Weighed) -> Weighed:
    """A plain average: every photo counts the same."""
    return [(bundle, 1.0) for bundle, _ in photos]


def _ranks(
    snapshot: Snapshot,
    sets: Sequence[Sequence[Sight]],
    trusting: Callable[[Weighed], Weighed] = agreeing,
) -> NDArray[np.float64]:
    """(len(sets), n) ranks of the tracks for each set of photos."""
    return np.array([rankdata(row) for row in photo_scores(snapshot, sets, trusting)])


def _like(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    return float(np.corrcoef(first, second)[0, 1])
