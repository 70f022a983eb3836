"""How alike two recordings are, as one inner product of unit vectors; no label was ever used.

``SimilaritySpace.fit(sounds)`` learns from a catalogue where its middle is and which directions it
uses; ``space.vectors(sounds)`` then gives one unit vector per track, (n, d) float32, and the cosine
of two of them is their likeness. d is 224 for the bundled audio model, whose styles are 400 wide,
and at most that for any other: up to 96 directions of the style, up to 48 of its spread, 64 of the
timbre, two numbers for each of seven facets, and two for the tempo.

Style and spread are seen from the catalogue's mean and kept in its principal directions, unscaled:
whitening made the two halves of a track find each other more often, but not tracks of one composer.
Each number of the timbre is brought to the catalogue's scale and held within three standard
deviations; the cepstra count as much as their correlations, of which there are five times as many.
A facet is an angle between 0 and π, its rank under a normal curve, so that the product of two
tracks falls from 1 where they agree to −1 where they are at opposite ends. Tempo is an angle too,
and an octave is the full circle: half and double time are the same. It fades where it is uncertain.

``python -m matching.evaluation.similarity_choice`` chose the weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from matching.profile.track import CEPSTRA, FACETS, TIMBRE_SIZE

Floats = NDArray[np.floating[Any]]
Vectors = NDArray[np.float32]

#: Differences smaller than these are not heard as differences, however alike a catalogue is:
#: least standard deviations of the facets, in their own units (tempo in octaves).
LEAST_SPREAD: dict[str, float] = {
    "tempo_bpm": 0.1,
    "energy": 0.06,
    "energy_spread": 0.06,
    "brightness": 0.05,
    "dynamics_db": 2.0,
    "vocal": 0.1,
    "acoustic": 0.1,
    "onset_rate": 0.5,
    "mode": 0.25,
}
COMPARED_FACETS = (
    "energy", "energy_spread", "brightness", "dynamics_db", "acoustic", "onset_rate", "mode",
)  # fmt: skip

_STYLE_DIRECTIONS, _SPREAD_DIRECTIONS, _TIMBRE_DIRECTIONS = 96, 48, 64
_TIMBRE_CLIP, _LEAST_TIMBRE = 3.0, 0.01
#: Means and spreads of cepstra share one half of the timbre, their correlations the other.
_TIMBRE_SHARES = np.repeat(
    np.sqrt([1 / (2 * CEPSTRA - 1), 1 / (TIMBRE_SIZE - 2 * CEPSTRA + 1)]),
    [2 * CEPSTRA - 1, TIMBRE_SIZE - 2 * CEPSTRA + 1],
)
#: From this confidence on a tempo counts in full.
_SURE_TEMPO = 0.5
_SAMPLE = 20_000
_TINY = 1e-9


@dataclass(frozen=True)
class Weights:
    """What each part contributes to the likeness of two tracks that agree in it entirely."""

    style: float = 1.0
    spread: float = 0.43
    timbre: float = 0.59
    facets: float = 0.32  # all of them together
    tempo: float = 0.07


WEIGHTS = Weights()


@dataclass(frozen=True, eq=False)
class Sounds:
    """What is compared of n recordings; s is the width of a style.

    style (n, s); spread (n, s) or None where it was not kept; facets (n, len(FACETS)), a row of
    NaN where nothing was measured; timbre (n, TIMBRE_SIZE), a row of zeros where it was not
    measured, or None. What is missing says nothing for or against a likeness.
    """

    style: Floats
    spread: Floats | None
    facets: Floats
    timbre: Floats | None = None

    def __len__(self) -> int:
        return len(self.style)

    def part(self, rows: NDArray[np.int64] | slice) -> Sounds:
        spread = None if self.spread is None else self.spread[rows]
        timbre = None if self.timbre is None else self.timbre[rows]
        return Sounds(self.style[rows], spread, self.facets[rows], timbre)


@dataclass(frozen=True, eq=False)
class SimilaritySpace:
    """A catalogue's middle and directions.

    style_mean, spread_mean (s,); style_axes (s, k), spread_axes (s, m) orthonormal columns;
    timbre_middle, timbre_scale (TIMBRE_SIZE,), timbre_axes (TIMBRE_SIZE, t); facet_middle,
    facet_scale (len(COMPARED_FACETS),).
    """

    style_mean: Vectors
    style_axes: Vectors
    spread_mean: Vectors
    spread_axes: Vectors
    timbre_middle: Vectors
    timbre_scale: Vectors
    timbre_axes: Vectors
    facet_middle: NDArray[np.float64]
    facet_scale: NDArray[np.float64]
    weights: Weights = WEIGHTS

    @classmethod
    def fit(cls, sounds: Sounds, *, weights: Weights = WEIGHTS) -> SimilaritySpace:
        """The space of a catalogue; of a large one a fixed sample speaks for all."""
        if len(sounds) > _SAMPLE:
            random = np.random.default_rng(len(sounds))
            sounds = sounds.part(np.sort(random.choice(len(sounds), _SAMPLE, replace=False)))
        spread = sounds.spread if sounds.spread is not None else np.zeros_like(sounds.style)
        style_mean, style_axes = _principal(sounds.style, _STYLE_DIRECTIONS)
        spread_mean, spread_axes = _principal(spread, _SPREAD_DIRECTIONS)
        middle, scale = _timbre_scale(sounds)
        _, timbre_axes = _principal(_timbre_units(sounds, middle, scale), _TIMBRE_DIRECTIONS)
        facets = _compared(sounds.facets)
        known = facets[np.isfinite(facets).all(axis=1)]
        least = np.array([LEAST_SPREAD[name] for name in COMPARED_FACETS])
        return cls(
            style_mean, style_axes, spread_mean, spread_axes, middle, scale, timbre_axes,
            known.mean(axis=0) if len(known) else np.zeros(len(least)),
            np.maximum(known.std(axis=0), least) if len(known) else least,
            weights,
        )  # fmt: skip

    @property
    def dimension(self) -> int:
        return sum(each.stop - each.start for each in self.blocks().values())

    def blocks(self) -> Mapping[str, slice]:
        """Where ``style``, ``spread``, ``timbre``, each compared facet and ``tempo_bpm`` are."""
        axes = {"style": self.style_axes, "spread": self.spread_axes, "timbre": self.timbre_axes}
        widths = {name: each.shape[1] for name, each in axes.items()}
        widths |= dict.fromkeys((*COMPARED_FACETS, "tempo_bpm"), 2)
        ends = np.cumsum(list(widths.values()))
        return {
            name: slice(int(end) - width, int(end))
            for (name, width), end in zip(widths.items(), ends, strict=True)
        }

    def vectors(self, sounds: Sounds) -> Vectors:
        """(n, dimension) float32 unit vectors; zeros for a sound that is like nothing at all."""
        spread = sounds.spread
        parts = [
            _share(self.weights.style)
            * _unit(_seen(sounds.style, self.style_mean, self.style_axes)),
            np.zeros((len(sounds), self.spread_axes.shape[1]), dtype=np.float32)
            if spread is None
            else _share(self.weights.spread)
            * _unit(_seen(spread, self.spread_mean, self.spread_axes)),
            _share(self.weights.timbre)
            * _unit(
                _timbre_units(sounds, self.timbre_middle, self.timbre_scale) @ self.timbre_axes
            ),
            _share(self.weights.facets / len(COMPARED_FACETS)) * self._facet_angles(sounds.facets),
            _share(self.weights.tempo) * _tempo_angles(sounds.facets),
        ]
        return _unit(np.concatenate(parts, axis=1, dtype=np.float32))

    def _facet_angles(self, facets: Floats) -> Vectors:
        angles = np.pi * ndtr((_compared(facets) - self.facet_middle) / self.facet_scale)
        pairs = np.stack([np.cos(angles), np.sin(angles)], axis=2)
        return np.nan_to_num(pairs.reshape(len(facets), -1)).astype(np.float32)


def _timbre_scale(sounds: Sounds) -> tuple[Vectors, Vectors]:
    """Mean and standard deviation of every number of the timbre, (TIMBRE_SIZE,) each."""
    if sounds.timbre is None:
        return np.zeros(TIMBRE_SIZE, np.float32), np.ones(TIMBRE_SIZE, np.float32)
    values = np.asarray(sounds.timbre, dtype=np.float64)
    known = values[values.any(axis=1)]
    if not len(known):
        return np.zeros(TIMBRE_SIZE, np.float32), np.ones(TIMBRE_SIZE, np.float32)
    scale = np.maximum(known.std(axis=0), _LEAST_TIMBRE)
    return known.mean(axis=0).astype(np.float32), scale.astype(np.float32)


def _timbre_units(sounds: Sounds, middle: Vectors, scale: Vectors) -> Vectors:
    """(n, TIMBRE_SIZE) on the catalogue's scale, zeros where it was not measured."""
    if sounds.timbre is None:
        return np.zeros((len(sounds), TIMBRE_SIZE), dtype=np.float32)
    values = np.asarray(sounds.timbre, dtype=np.float32)
    units = np.clip((values - middle) / scale, -_TIMBRE_CLIP, _TIMBRE_CLIP) * _TIMBRE_SHARES
    return np.asarray(units * values.any(axis=1, keepdims=True), dtype=np.float32)


def _tempo_angles(facets: Floats) -> Vectors:
    bpm = np.maximum(facets[:, FACETS.index("tempo_bpm")].astype(np.float64), 1.0)
    sure = np.clip(facets[:, FACETS.index("tempo_confidence")] / _SURE_TEMPO, 0.0, 1.0)
    angle = 2 * np.pi * np.log2(bpm)
    pairs = np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.sqrt(sure)[:, None]
    return np.asarray(np.nan_to_num(pairs), dtype=np.float32)


def _compared(facets: Floats) -> NDArray[np.float64]:
    return np.asarray(facets, dtype=np.float64)[:, [FACETS.index(n) for n in COMPARED_FACETS]]


def _principal(rows: Floats, most: int) -> tuple[Vectors, Vectors]:
    """The mean of (n, s) rows and their min(most, s) principal directions as columns."""
    values = np.asarray(rows, dtype=np.float64)
    if not len(values):
        return np.zeros(rows.shape[1], np.float32), np.eye(rows.shape[1], dtype=np.float32)[
            :, :most
        ]
    mean = values.mean(axis=0)
    _, axes = np.linalg.eigh((values - mean).T @ (values - mean))
    axes = axes[:, ::-1][:, :most]
    # A direction has no sign of its own: the largest number is made positive.
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    return mean.astype(np.float32), (axes * np.where(largest < 0, -1, 1)).astype(np.float32)


def _seen(rows: Floats, mean: Vectors, axes: Vectors) -> Vectors:
    return np.asarray((np.asarray(rows, dtype=np.float32) - mean) @ axes, dtype=np.float32)


def _unit(rows: Vectors) -> Vectors:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, _TINY), dtype=np.float32)


def _share(weight: float) -> np.float32:
    return np.float32(np.sqrt(weight))
