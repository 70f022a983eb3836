"""How fast the music is: beats per minute and how sure that is.

A beat period shows as a peak of the autocorrelation at the period and its multiples, and as a peak
of the spectrum at the beat frequency and its multiples.  The autocorrelation errs towards half the
tempo, the spectrum towards double; their product keeps what both agree on (Peeters,
"Template-based estimation of time-varying tempo", EURASIP 2007).  A broad log-normal prior settles
the octave that the signal leaves open.

The constants were chosen on one half of the OpenMSX MIDI renderings, whose tempo is exact, each
also played at 0.75 to 1.3 times its speed; see docs/matching.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d, uniform_filter1d

from matching.audio.onsets import FRAMES_PER_SECOND

SLOWEST_BPM, FASTEST_BPM = 50.0, 200.0
_GRID_STEP = 1.01

_WINDOW_SECONDS, _HOP_SECONDS = 12.0, 3.0
_LOCAL_MEAN_SECONDS = 0.8
_TRANSFORM = 16_384
_MULTIPLES = (1, 2, 4)

_PRIOR_CENTRE_BPM = 115.0
_PRIOR_OCTAVES = 1.0
_RIVAL_SHARE = 0.06  # another tempo only rivals the best one when it is further away than this

Curve = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tempo:
    """Beats per minute, and 0..1 how much the best tempo stands out from every other."""

    bpm: float
    confidence: float


def estimate_tempo(strength: npt.NDArray[np.float32]) -> Tempo:
    """Tempo of onset strength (frames,) at FRAMES_PER_SECOND, between 50 and 200 BPM."""
    steps = int(np.log(FASTEST_BPM / SLOWEST_BPM) / np.log(_GRID_STEP)) + 1
    grid = np.geomspace(SLOWEST_BPM, FASTEST_BPM, steps)
    periodicity = _periodicity(strength)
    if periodicity is None:
        return Tempo(_PRIOR_CENTRE_BPM, 0.0)
    correlation, spectrum = periodicity
    periods = 60.0 / grid * FRAMES_PER_SECOND
    lags = np.arange(len(correlation))
    per_bin = FRAMES_PER_SECOND / _TRANSFORM
    bins = np.arange(len(spectrum))
    in_time: Curve = np.zeros(len(grid))
    in_frequency: Curve = np.zeros(len(grid))
    for multiple in _MULTIPLES:
        in_time += np.interp(periods * multiple, lags, correlation)
        in_frequency += np.interp(grid / 60.0 * multiple / per_bin, bins, spectrum)
    prior = np.exp(-0.5 * (np.log2(grid / _PRIOR_CENTRE_BPM) / _PRIOR_OCTAVES) ** 2)
    score = np.maximum(in_time, 0.0) * in_frequency * prior
    best = int(np.argmax(score))
    if score[best] <= 0:
        return Tempo(_PRIOR_CENTRE_BPM, 0.0)
    bpm = _refined(grid, score, best)
    apart = np.abs(np.log(grid / grid[best])) > _RIVAL_SHARE
    lead = 1.0 - float(score[apart].max()) / float(score[best])
    regularity = float(np.clip(in_time[best] / len(_MULTIPLES), 0.0, 1.0))
    return Tempo(bpm, float(np.clip(np.sqrt(max(lead, 0.0) * regularity), 0.0, 1.0)))


def _periodicity(strength: npt.NDArray[np.float32]) -> tuple[Curve, Curve] | None:
    """Mean autocorrelation by lag and mean magnitude spectrum over windows; None for no onsets."""
    local = uniform_filter1d(strength, int(_LOCAL_MEAN_SECONDS * FRAMES_PER_SECOND))
    envelope = gaussian_filter1d(np.maximum(0.0, strength - local).astype(np.float64), 1.0)
    length = int(_WINDOW_SECONDS * FRAMES_PER_SECOND)
    envelope = np.pad(envelope, (0, max(0, length - len(envelope))))
    hop = int(_HOP_SECONDS * FRAMES_PER_SECOND)
    windows = np.lib.stride_tricks.sliding_window_view(envelope, length)[::hop]
    deviation = windows.std(axis=1, keepdims=True)
    lively = deviation[:, 0] > 1e-6
    if not lively.any():
        return None
    windows = (windows[lively] - windows[lively].mean(axis=1, keepdims=True)) / deviation[lively]
    power = np.square(np.abs(np.fft.rfft(windows, _TRANSFORM, axis=1))).mean(axis=0)
    correlation = np.fft.irfft(power)[:length]
    correlation /= correlation[0] * (1.0 - np.arange(length) / length + 1e-3)
    spectrum = np.abs(np.fft.rfft(windows * np.hanning(length), _TRANSFORM, axis=1)).mean(axis=0)
    longest = int(max(_MULTIPLES) * 60.0 / SLOWEST_BPM * FRAMES_PER_SECOND) + 2
    return correlation[:longest], spectrum / length


def _refined(grid: Curve, score: Curve, best: int) -> float:
    """The peak between grid points, by a parabola through its neighbours."""
    if not 0 < best < len(grid) - 1:
        return float(grid[best])
    left, centre, right = score[best - 1 : best + 2]
    bend = left - 2 * centre + right
    shift = 0.5 * (left - right) / bend if bend < 0 else 0.0
    return float(np.clip(grid[best] * _GRID_STEP**shift, SLOWEST_BPM, FASTEST_BPM))
