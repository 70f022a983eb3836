"""What a network's odds over tempi say for each tempo of the grid, without its habits.

The network learned from dance and pop what tempo to expect: music as likely at 60 as at 180 BPM it
mostly calls 90 to 160.  Dividing by how often it says each tempo about such music leaves what it
heard.  All constants are what matching.evaluation.tempo_network_choice picks on half of OpenMSX.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from matching.audio.periodicity import GRID, Curve

#: Beats per minute of each of the network's classes.
CLASS_BPM = np.arange(30.0, 286.0)
#: Where the habit is written down, six times an octave; the largest is one.
HABIT_BPM = np.geomspace(50.0, 200.0, 13)
HABIT = (0.08, 0.12, 0.24, 0.44, 0.69, 0.89, 0.95, 1.0, 0.99, 0.87, 0.73, 0.59, 0.51)

_LEAST_HABIT = 0.05  # a tempo that is hardly ever said proves nothing when it is


@dataclass(frozen=True)
class BeliefSettings:
    """How the odds count."""

    width: float = 0.02  # standard deviation of what still counts as the same tempo, relative
    habit: float = 1.0  # the power of the habit that is divided by
    doubt: float = 0.02  # what a tempo keeps that the network never names
    weight: float = 0.125  # the power to which the belief counts


BELIEF = BeliefSettings()


def belief(
    odds: npt.NDArray[np.float32], settings: BeliefSettings = BELIEF, habit: Curve | None = None
) -> Curve:
    """The factor on the score of every tempo of the grid, of (256,) odds; positive."""
    usual = _usual() if habit is None else habit
    heard = named(odds, settings.width) / np.maximum(usual**settings.habit, _LEAST_HABIT)
    return np.power(heard + settings.doubt, settings.weight)


def named(odds: npt.NDArray[np.float32], width: float) -> Curve:
    """How much of (256,) odds is named within ``width`` of every tempo of the grid."""
    return _kernel(width) @ np.asarray(odds, np.float64)


@cache
def _kernel(width: float) -> npt.NDArray[np.float64]:
    """(grid, 256)"""
    apart = np.log(GRID[:, None] / CLASS_BPM) / width
    return np.exp(-0.5 * np.square(apart))


@cache
def _usual() -> Curve:
    return np.interp(np.log(GRID), np.log(HABIT_BPM), HABIT)
