"""What is high and what is low in this catalogue: every column on one comparable scale.

The tagger's probabilities are tiny and uneven ("rock" is often 0.1, "harp" hardly ever 0.01), so a
tag counts by how far its log-odds stand out over the whole snapshot. Facets and styles likewise.
Computed once per snapshot and process.
"""

from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from matching.index.exact import Rows
from matching.index.snapshot import Snapshot
from matching.profile.similarity import LEAST_SPREAD
from matching.profile.track import FACETS
from matching.retrieval.likeness import Likeness, sounds_of
from matching.retrieval.tag_groups import group_matrix

Floats = NDArray[np.floating[Any]]

FACET_INDEX: dict[str, int] = {name: place for place, name in enumerate(FACETS)}

#: Values further out than this many standard deviations count as this far.
CLIP = 4.0
STYLE_DIRECTIONS = 24

_CHUNK = 16_384
_SAMPLE = 20_000
_FLOOR = 1e-6


@dataclass(frozen=True, eq=False)
class Calibrated:
    """Standardised columns of a snapshot of n tracks.

    groups: (n, len(TAG_GROUPS)) float32 z-scores of log-odds. facets: (n, len(FACETS)) float32
    z-scores; tempo in octaves, pulled to the middle where its confidence is low. directions:
    (n, STYLE_DIRECTIONS) float32 principal coordinates of style. facet_middle and facet_scale:
    (len(FACETS),) median and standard deviation in the facets' own units (tempo in octaves).
    """

    snapshot: Snapshot
    groups: NDArray[np.float32]
    facets: NDArray[np.float32]
    directions: NDArray[np.float32]
    facet_middle: NDArray[np.float32]
    facet_scale: NDArray[np.float32]

    @cached_property
    def likeness(self) -> Likeness:
        """How like one another the tracks are, computed on first use."""
        return Likeness.of(sounds_of(self.snapshot))


_cache: "WeakKeyDictionary[Snapshot, Calibrated]" = WeakKeyDictionary()
_lock = Lock()


def calibrated(snapshot: Snapshot) -> Calibrated:
    """The calibration of a snapshot, computed on first use."""
    with _lock:
        found = _cache.get(snapshot)
        if found is None:
            found = _calibrate(snapshot)
            _cache[snapshot] = found
        return found


def tempo_octaves(bpm: Floats) -> NDArray[np.float64]:
    """Tempo on the scale it is heard on: log2 of BPM."""
    return np.log2(np.maximum(bpm, 1.0)).astype(np.float64)


def _calibrate(snapshot: Snapshot) -> Calibrated:
    sample = _sample(len(snapshot))
    facets, middle, scale = _facets(np.asarray(snapshot.facets, dtype=np.float32))
    style_mean = _mean(snapshot.style[sample], snapshot.style.shape[1])
    style_scale = np.empty(len(snapshot), dtype=np.float32)
    for part in _chunks(len(snapshot)):
        length = np.linalg.norm(snapshot.style[part] - style_mean, axis=1)
        style_scale[part] = 1.0 / np.maximum(length, _FLOOR)
    centred = (snapshot.style[sample] - style_mean) * style_scale[sample, None]
    centred_mean = _mean(centred, snapshot.style.shape[1])
    spread = centred - centred_mean
    covariance = (spread.T @ spread / max(len(sample), 1)).astype(np.float32)
    return Calibrated(
        snapshot=snapshot,
        groups=_groups(snapshot, sample),
        facets=facets,
        directions=_directions(snapshot, covariance, style_mean, style_scale, centred_mean),
        facet_middle=middle,
        facet_scale=scale,
    )


def _groups(snapshot: Snapshot, sample: Rows) -> NDArray[np.float32]:
    matrix = group_matrix()
    odds = np.empty((len(snapshot), matrix.shape[1]), dtype=np.float32)
    for part in _chunks(len(snapshot)):
        p = np.clip(snapshot.tags[part], _FLOOR, 1.0 - _FLOOR)
        odds[part] = np.log(p / (1.0 - p)) @ matrix
    mean = _mean(odds[sample], matrix.shape[1])
    deviation = odds[sample].std(axis=0) if len(sample) else np.ones_like(mean)
    return _standardise(odds, mean, deviation)


def _facets(
    raw: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    values = np.array(raw, dtype=np.float32)
    tempo = FACET_INDEX["tempo_bpm"]
    values[:, tempo] = tempo_octaves(values[:, tempo])
    if not len(values):
        width = values.shape[1]
        return values, np.zeros(width, dtype=np.float32), np.ones(width, dtype=np.float32)
    middle = np.median(values, axis=0).astype(np.float32)
    scale = np.maximum(values.std(axis=0), _FLOOR).astype(np.float32)
    least = np.array([LEAST_SPREAD.get(name, 0.0) for name in FACETS], dtype=np.float32)
    standard = _standardise(values, values.mean(axis=0), np.maximum(values.std(axis=0), least))
    standard[:, tempo] *= np.clip(raw[:, FACET_INDEX["tempo_confidence"]], 0.0, 1.0)
    return standard, middle, scale


def _directions(
    snapshot: Snapshot,
    covariance: NDArray[np.float32],
    style_mean: NDArray[np.float32],
    style_scale: NDArray[np.float32],
    centred_mean: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Principal coordinates, damped so that the first directions do not drown the others."""
    strength, basis = np.linalg.eigh(covariance.astype(np.float64))
    strength, basis = strength[::-1][:STYLE_DIRECTIONS], basis[:, ::-1][:, :STYLE_DIRECTIONS]
    basis = basis * np.where(basis[np.abs(basis).argmax(axis=0), range(basis.shape[1])] < 0, -1, 1)
    strongest = max(float(strength[0]), _FLOOR)
    usable = strength > 1e-4 * strongest
    damping = np.zeros_like(strength)
    damping[usable] = (strength[usable] / strongest) ** 0.25 / np.sqrt(strength[usable])
    projection = (basis * damping).astype(np.float32)
    coordinates = np.empty((len(snapshot), projection.shape[1]), dtype=np.float32)
    for part in _chunks(len(snapshot)):
        centred = (snapshot.style[part] - style_mean) * style_scale[part, None] - centred_mean
        coordinates[part] = centred @ projection
    return np.clip(coordinates, -CLIP, CLIP, out=coordinates)


def _standardise(values: Floats, mean: Floats, deviation: Floats) -> NDArray[np.float32]:
    # A column without spread says nothing: all its values become 0.
    flat = deviation < _FLOOR
    standard = (values - mean) / np.where(flat, 1.0, deviation)
    standard[:, flat] = 0.0
    return np.clip(standard, -CLIP, CLIP).astype(np.float32)


def _mean(values: Floats, width: int) -> NDArray[np.float32]:
    if not len(values):
        return np.zeros(width, dtype=np.float32)
    return np.asarray(values.mean(axis=0), dtype=np.float32)


def _sample(count: int) -> Rows:
    if count <= _SAMPLE:
        return np.arange(count, dtype=np.int64)
    return np.sort(np.random.default_rng(count).choice(count, _SAMPLE, replace=False))


def _chunks(count: int) -> list[slice]:
    return [slice(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
