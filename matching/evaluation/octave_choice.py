"""A further step that was tried and is not taken: deciding the octave by how music fills the beat.

People tap where one or two things happen a beat, and where the beat itself carries the spectrum of
the onsets.  A linear score over five such measures ranks half, once and twice the tempo (a
conditional logit).  Groups of measures and strengths of regularisation compete by the share of
pieces decided right when the weights never saw the piece; among equals the one with fewer measures
wins, then the stronger regularisation.

On replays it wins by far, on pieces it never saw too; on accompaniments at the tempi that their
styles call for it loses.  A replay keeps the onsets a beat as they are, while people who play
slowly fill the beat with more of them: what replays teach about it is not true of music.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from matching.audio.periodicity import FASTEST_BPM, SLOWEST_BPM, Curve, Periodicity

FACTORS = (1.0, 0.5, 2.0)
#: What the five measures are, in the order of the weights.
MEASURES = (
    "spectrum at the beat against twice a beat",
    "spectrum at every second beat against the beat",
    "spectrum at four times a beat against twice a beat",
    "onsets a beat",
    "onsets a beat, squared",
)
_FLOOR = 1e-4  # keeps a ratio of two nothings at one
_EDGE = 1.01  # an octave that just leaves the range still counts

#: Columns of MEASURES that compete as groups, small ones first; () leaves the octave
#: as the prior has it.
GROUPS: tuple[tuple[int, ...], ...] = ((), (3, 4), (0, 1, 2), (0, 1, 2, 3, 4))
PENALTIES = (10.0, 3.0, 1.0)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Octaves:
    """One replay: what is measured at each tempo that comes into question, and which is right."""

    piece: str
    measures: Array  # (n, 5); row 0 is the tempo that was found
    right: npt.NDArray[np.bool_]  # (n,)


@dataclass(frozen=True)
class OctaveChoice:
    """The winner and its figure: share of right tempi over pieces it was not fitted to."""

    group: tuple[int, ...]
    penalty: float
    held_out: float


def choose(replays: Sequence[Octaves]) -> OctaveChoice:
    """Lets groups and penalties compete."""
    every = [
        OctaveChoice(group, penalty, held_out(replays, group, penalty))
        for group in GROUPS
        for penalty in (PENALTIES if group else PENALTIES[:1])
    ]
    return max(every, key=lambda each: round(each.held_out, 6))  # the first of equals


def held_out(replays: Sequence[Octaves], group: tuple[int, ...], penalty: float) -> float:
    """Mean over pieces of the share decided right by weights fitted to the other pieces."""
    shares = []
    for piece in sorted({each.piece for each in replays}):
        weights = fit([each for each in replays if each.piece != piece], group, penalty)
        shares.append(share_right([each for each in replays if each.piece == piece], weights))
    return float(np.mean(shares))


def share_right(replays: Sequence[Octaves], weights: Array) -> float:
    """Share of replays in which the tempo with the highest score is right."""
    return float(np.mean([each.right[np.argmax(each.measures @ weights)] for each in replays]))


def fit(replays: Sequence[Octaves], group: tuple[int, ...], penalty: float) -> Array:
    """(5,) weights; zero for measures outside the group.

    The penalty weighs the squares of the weights of standardised measures.
    """
    columns = list(group)
    weights = np.zeros(replays[0].measures.shape[1])
    if not columns:
        return weights
    scale = np.concatenate([each.measures for each in replays])[:, columns].std(axis=0)
    usable = [each for each in replays if each.right.any()]
    scaled = [each.measures[:, columns] / scale for each in usable]
    truths = [int(np.argmax(each.right)) for each in usable]

    def loss(trial: Array) -> tuple[float, Array]:
        total, slope = penalty * float(trial @ trial), 2.0 * penalty * trial
        for rows, truth in zip(scaled, truths, strict=True):
            evidence = rows @ trial
            odds = np.exp(evidence - evidence.max())
            odds /= odds.sum()
            total -= float(np.log(odds[truth]))
            slope = slope - rows[truth] + odds @ rows
        return total, slope

    weights[columns] = minimize(loss, np.zeros(len(columns)), jac=True).x / scale
    return weights


def octaves(bpm: float) -> Curve:
    """(n,) the tempo itself, then its half and its double as far as they lie in range."""
    every = [bpm * factor for factor in FACTORS]
    inside = [each for each in every if SLOWEST_BPM / _EDGE <= each <= FASTEST_BPM * _EDGE]
    return np.array(inside or every[:1])


def measures(curves: Periodicity, bpm: Curve, onsets: float) -> npt.NDArray[np.float64]:
    """(n, 5) MEASURES as base-2 logarithms for each of (n,) tempi; ``onsets`` a second."""
    half, once, twice, four = (curves.times_a_beat(n, bpm) + _FLOOR for n in (0.5, 1.0, 2.0, 4.0))
    per_beat = np.log2(max(onsets, _FLOOR) * 60.0 / bpm)
    return np.stack(
        [
            np.log2(once / twice),
            np.log2(half / once),
            np.log2(four / twice),
            per_beat,
            np.square(per_beat),
        ],
        axis=1,
    )
