"""The scales of a catalogue: what is usual in it, and every track on that scale.

Of a large catalogue a fixed sample speaks for all. Kept with a version of the index, so that
processes share the columns and added tracks are measured on the scales of the others.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import Columns
from matching.index.derived import State
from matching.index.snapshot import Snapshot
from matching.profile.similarity import LEAST_SPREAD
from matching.profile.track import FACETS
from matching.retrieval.tag_groups import group_matrix

Floats = NDArray[np.floating[Any]]

FACET_INDEX: dict[str, int] = {name: place for place, name in enumerate(FACETS)}

#: Values further out than this many standard deviations count as this far.
CLIP = 4.0
STYLE_DIRECTIONS = 24

_SAMPLE = 20_000
_CHUNK = 16_384
_FLOOR = 1e-6


class Scales:
    """Fits the scales (a derivation of the index) and puts tracks on them.

    Columns: groups (n, len(TAG_GROUPS)) z-scores of log-odds; facets (n, len(FACETS)) z-scores,
    tempo in octaves and pulled to the middle where its confidence is low; directions
    (n, STYLE_DIRECTIONS) principal coordinates of style, damped so that the first do not drown the
    others. All float32. The state also has facet_middle and facet_scale (len(FACETS),), median and
    standard deviation in the facets' own units (tempo in octaves).
    """

    name = "scales-1"

    def fit(self, snapshot: Snapshot) -> State:
        sample = sample_of(len(snapshot))
        odds = _odds(snapshot.tags[sample])
        return {
            "groups_mean": _mean(odds),
            "groups_deviation": odds.std(axis=0) if len(odds) else np.ones(odds.shape[1]),
            **_fit_facets(_in_octaves(snapshot.facets)),
            **_fit_style(np.asarray(snapshot.style[sample], dtype=np.float32)),
        }

    def columns(self, state: State, part: Snapshot) -> Columns:
        facets = _standardise(
            _in_octaves(part.facets), state["facets_mean"], state["facets_deviation"]
        )
        sure = part.facets[:, FACET_INDEX["tempo_confidence"]]
        facets[:, FACET_INDEX["tempo_bpm"]] *= np.clip(sure, 0.0, 1.0)
        groups = np.empty((len(part), len(state["groups_mean"])), dtype=np.float32)
        directions = np.empty((len(part), state["projection"].shape[1]), dtype=np.float32)
        for start in range(0, len(part), _CHUNK):
            rows = slice(start, start + _CHUNK)
            groups[rows] = _standardise(
                _odds(part.tags[rows]), state["groups_mean"], state["groups_deviation"]
            )
            centred = _centred(part.style[rows], state["style_mean"]) - state["centred_mean"]
            directions[rows] = np.clip(centred @ state["projection"], -CLIP, CLIP)
        return {"groups": groups, "facets": facets, "directions": directions}


def tempo_octaves(bpm: Floats) -> NDArray[np.float64]:
    """Tempo on the scale it is heard on: log2 of BPM."""
    return np.log2(np.maximum(bpm, 1.0)).astype(np.float64)


def sample_of(count: int) -> NDArray[np.int64]:
    """All rows of a small catalogue, 20,000 of a large one; the same for the same size."""
    if count <= _SAMPLE:
        return np.arange(count, dtype=np.int64)
    return np.sort(np.random.default_rng(count).choice(count, _SAMPLE, replace=False))


@cache
def _matrix() -> NDArray[np.float32]:
    return np.asarray(group_matrix(), dtype=np.float32)


def _odds(tags: Floats) -> NDArray[np.float32]:
    p = np.clip(tags, _FLOOR, 1.0 - _FLOOR)
    return np.asarray(np.log(p / (1.0 - p)) @ _matrix(), dtype=np.float32)


def _in_octaves(facets: Floats) -> NDArray[np.float32]:
    values = np.array(facets, dtype=np.float32)
    tempo = FACET_INDEX["tempo_bpm"]
    values[:, tempo] = tempo_octaves(values[:, tempo])
    return values


def _fit_facets(values: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    width = values.shape[1]
    none, one = np.zeros(width, dtype=np.float32), np.ones(width, dtype=np.float32)
    if not len(values):
        return {"facets_mean": none, "facets_deviation": one, "facet_middle": none,
                "facet_scale": one}  # fmt: skip
    least = np.array([LEAST_SPREAD.get(name, 0.0) for name in FACETS], dtype=np.float32)
    deviation = values.std(axis=0)
    return {
        "facets_mean": values.mean(axis=0),
        "facets_deviation": np.maximum(deviation, least),
        "facet_middle": np.median(values, axis=0).astype(np.float32),
        "facet_scale": np.maximum(deviation, _FLOOR).astype(np.float32),
    }


def _fit_style(sample: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    mean = _mean(sample)
    centred = _centred(sample, mean)
    centred_mean = _mean(centred)
    spread = centred - centred_mean
    covariance = (spread.T @ spread / max(len(sample), 1)).astype(np.float64)
    strength, basis = np.linalg.eigh(covariance)
    strength, basis = strength[::-1][:STYLE_DIRECTIONS], basis[:, ::-1][:, :STYLE_DIRECTIONS]
    # A direction has no sign of its own: the largest number is made positive.
    basis = basis * np.where(basis[np.abs(basis).argmax(axis=0), range(basis.shape[1])] < 0, -1, 1)
    strongest = max(float(strength[0]), _FLOOR)
    usable = strength > 1e-4 * strongest
    damping = np.zeros_like(strength)
    damping[usable] = (strength[usable] / strongest) ** 0.25 / np.sqrt(strength[usable])
    # A model with a narrower style has no more directions: the rest say nothing.
    projection = np.zeros((sample.shape[1], STYLE_DIRECTIONS), dtype=np.float32)
    projection[:, : basis.shape[1]] = basis * damping
    return {"style_mean": mean, "centred_mean": centred_mean, "projection": projection}


def _centred(style: Floats, mean: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors as seen from the mean style."""
    moved = np.asarray(style, dtype=np.float32) - mean
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(length, _FLOOR), dtype=np.float32)


def _standardise(values: Floats, mean: Floats, deviation: Floats) -> NDArray[np.float32]:
    # A column without spread says nothing: all its values become 0.
    flat = deviation < _FLOOR
    standard = (values - mean) / np.where(flat, 1.0, deviation)
    standard[:, flat] = 0.0
    return np.clip(standard, -CLIP, CLIP).astype(np.float32)


def _mean(values: Floats) -> NDArray[np.float32]:
    if not len(values):
        return np.zeros(values.shape[1], dtype=np.float32)
    return np.asarray(values.mean(axis=0), dtype=np.float32)
