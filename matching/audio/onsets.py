"""Where notes begin: spectral flux, its peaks, and how many there are a second.

The flux compares each frame with the strongest of its neighbouring bands two frames before, so that
vibrato does not look like onsets (Böck and Widmer, "Maximum filter vibrato suppression for onset
detection", DAFx 2013).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d
from scipy.signal import find_peaks

from matching.audio.spectrum import magnitudes, triangular_bands

FRAMES_PER_SECOND = 100

_SIZE_SECONDS = 0.064
_LAG_FRAMES = 2
_COMPRESSION = 1_000.0
_LOWEST_HZ, _HIGHEST_HZ, _BANDS = 40.0, 7_800.0, 48
_SETTLE_SECONDS = 0.5
_SHORTEST_GAP_SECONDS = 0.06


def onset_strength(mono: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.float32]:
    """(frames,) how much begins in each hundredth of a second; independent of the level."""
    size = 2 ** round(np.log2(_SIZE_SECONDS * rate))
    centres = np.geomspace(_LOWEST_HZ, min(_HIGHEST_HZ, 0.49 * rate), _BANDS + 2)
    bands = triangular_bands(centres, size=size, rate=rate)
    bands = bands[bands.sum(axis=1) > 0]  # the lowest fall between two bins
    spectra = magnitudes(mono, size=size, hop=rate // FRAMES_PER_SECOND, bands=bands)
    level = np.log1p(_COMPRESSION * spectra / max(float(spectra.max()), 1e-9))
    before = _with_neighbours(level[:-_LAG_FRAMES])
    flux = np.maximum(0.0, level[_LAG_FRAMES:] - before).mean(axis=1)
    return np.concatenate((np.zeros(_LAG_FRAMES, np.float32), flux)).astype(np.float32)


def _with_neighbours(level: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(frames, bands) the largest of each band and those beside it."""
    largest = level.copy()
    np.maximum(largest[:, 1:], level[:, :-1], out=largest[:, 1:])
    np.maximum(largest[:, :-1], level[:, 1:], out=largest[:, :-1])
    return largest


def onset_rate(strength: npt.NDArray[np.float32]) -> float:
    """Clear onsets per second."""
    local = uniform_filter1d(strength, int(_SETTLE_SECONDS * FRAMES_PER_SECOND))
    floor = 0.25 * float(np.percentile(strength, 98))
    peaks, _ = find_peaks(
        strength,
        height=np.maximum(1.3 * local, floor),
        distance=int(_SHORTEST_GAP_SECONDS * FRAMES_PER_SECOND),
    )
    return len(peaks) * FRAMES_PER_SECOND / len(strength)
