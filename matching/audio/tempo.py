"""How fast the music is: beats per minute and how sure that is.

The autocorrelation of the onsets errs towards half the tempo, their spectrum towards double; their
product keeps what both agree on (Peeters 2007, see periodicity).  A broad log-normal prior and,
where one listened, a network's odds settle the octave that the onsets leave open.

All constants are what matching.evaluation.tempo_choice and tempo_network_choice pick on one half of
the OpenMSX MIDI renderings, whose tempo is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.audio.periodicity import (
    FASTEST_BPM,
    GRID,
    GRID_STEP,
    SLOWEST_BPM,
    Curve,
    Periodicity,
    periodicity,
)
from matching.audio.tempo_belief import belief

# The two curves of the confidence, fitted on the same pieces: where chances are even, how steep.
BEAT_HALF, BEAT_SLOPE = 0.168, 35.6  # over the autocorrelation at the beats
OCTAVE_HALF, OCTAVE_SLOPE = 0.22, 3.7  # over the logarithm of the lead on half and double


@dataclass(frozen=True)
class TempoSettings:
    """The constants of the estimate."""

    beats: tuple[float, ...] = (1, 2, 4)  # where the autocorrelation is looked at
    times_a_beat: tuple[float, ...] = (1, 2, 4)  # where the spectrum is looked at
    sharpness: float = 2.0  # the power to which the spectrum counts
    centre_bpm: float = 90.0  # of the prior
    octaves: float = 1.5  # its standard deviation

    def prior(self) -> Curve:
        """One at the centre, for every tempo of the grid."""
        return np.exp(-0.5 * (np.log2(GRID / self.centre_bpm) / self.octaves) ** 2)


SETTINGS = TempoSettings()


@dataclass(frozen=True)
class Tempo:
    """Beats per minute, and 0..1 how likely that is within 4 % of what people tap."""

    bpm: float
    confidence: float


def estimate_tempo(
    strength: npt.NDArray[np.float32],
    odds: npt.NDArray[np.float32] | None = None,
    settings: TempoSettings = SETTINGS,
) -> Tempo:
    """Tempo of onset strength (frames,) at FRAMES_PER_SECOND, between 50 and 200 BPM.

    odds: (256,) what a network heard in the same sound (see tempo_belief); None without one.
    """
    curves = periodicity(strength)
    if curves is None:
        return Tempo(settings.centre_bpm, 0.0)
    in_time, score = scores(curves, settings)
    if odds is not None:
        score = score * belief(odds)
    best = int(np.argmax(score))
    if score[best] <= 0:
        return Tempo(settings.centre_bpm, 0.0)
    beat = even_at(BEAT_HALF, BEAT_SLOPE, float(in_time[best]))
    octave = even_at(OCTAVE_HALF, OCTAVE_SLOPE, octave_lead(score, best))
    return Tempo(_refined(score, best), beat * octave)


def octave_lead(score: Curve, best: int) -> float:
    """Natural logarithm of the best score over the higher of half and double the tempo; 0..5."""
    rivals = [GRID[best] * factor for factor in (0.5, 2.0)]
    inside = [bpm for bpm in rivals if SLOWEST_BPM <= bpm <= FASTEST_BPM]
    highest = max((float(np.interp(bpm, GRID, score)) for bpm in inside), default=0.0)
    return float(np.clip(np.log(score[best] / max(highest, 1e-9 * score[best])), 0.0, 5.0))


def even_at(half: float, slope: float, value: float) -> float:
    """0..1 a logistic curve through one half at ``half``."""
    return 1.0 / (1.0 + math.exp(-slope * (value - half)))


def scores(curves: Periodicity, settings: TempoSettings) -> tuple[Curve, Curve]:
    """Mean autocorrelation over the beats, and the score, for every tempo of the grid."""
    in_time = np.mean([curves.after(beats) for beats in settings.beats], axis=0)
    in_frequency = np.mean([curves.times_a_beat(n) for n in settings.times_a_beat], axis=0)
    score = np.maximum(in_time, 0.0) * in_frequency**settings.sharpness * settings.prior()
    return in_time, score


def _refined(score: Curve, best: int) -> float:
    """The peak between grid points, by a parabola through its neighbours."""
    if not 0 < best < len(GRID) - 1:
        return float(GRID[best])
    left, centre, right = score[best - 1 : best + 2]
    bend = left - 2 * centre + right
    shift = 0.5 * (left - right) / bend if bend < 0 else 0.0
    return float(np.clip(GRID[best] * GRID_STEP**shift, SLOWEST_BPM, FASTEST_BPM))
