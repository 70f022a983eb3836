"""How bright and how driving the sound is, second by second, and what colour it has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d

from matching.audio.cepstra import describe_cepstra
from matching.audio.onsets import FRAMES_PER_SECOND
from matching.audio.spectrum import magnitudes

_SIZE_SECONDS, _HOP_SECONDS = 0.064, 0.1
_DARKEST_HZ, _OCTAVES = 250.0, 4.0
_QUIET = 1e-3  # frames this far below the loudest carry no colour
# Values at which a squashed measure reaches one half, about the middle of commercial music.
_HALF_FLUX = 0.05
_HALF_ONSETS = 3.5


@dataclass(frozen=True, eq=False)
class Timbre:
    """Brightness and colour of the whole, and a curve of drive with one value per second."""

    brightness: float  # 0..1
    drive: npt.NDArray[np.float64]  # (seconds,) 0..1
    cepstra: npt.NDArray[np.float32]  # (TIMBRE_SIZE,), see matching.audio.cepstra


def describe_timbre(
    mono: npt.NDArray[np.float32], rate: int, strength: npt.NDArray[np.float32], onsets: float
) -> Timbre:
    """Timbre of ``mono`` with its onset strength (frames,) and onsets per second.

    Nothing here depends on the level: a recording turned down is the same music.
    """
    size = 2 ** round(np.log2(_SIZE_SECONDS * rate))
    spectra = magnitudes(mono, size=size, hop=round(_HOP_SECONDS * rate), bands=None)
    brightness, weight = _brightness_curve(spectra, rate)
    whole = float(np.average(brightness, weights=weight)) if weight.sum() > 0 else 0.0
    seconds = max(1, len(mono) // rate)
    flux = _per_second(strength, FRAMES_PER_SECOND, seconds)
    bright = _per_second(brightness, round(1 / _HOP_SECONDS), seconds)
    steady = onsets / (onsets + _HALF_ONSETS)
    drive = 0.45 * flux / (flux + _HALF_FLUX) + 0.30 * steady + 0.25 * bright
    return Timbre(
        whole, uniform_filter1d(drive, 3, mode="nearest"), describe_cepstra(spectra, rate)
    )


def _brightness_curve(
    spectra: npt.NDArray[np.float32], rate: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Octaves of the spectral centroid above 250 Hz, as a share of four, and amplitude weights."""
    frequency = np.linspace(0.0, rate / 2, spectra.shape[1])
    total = spectra.sum(axis=1).astype(np.float64)
    centroid = (spectra @ frequency.astype(np.float32)) / np.maximum(total, 1e-9)
    octaves = np.log2(np.maximum(centroid, 1.0) / _DARKEST_HZ) / _OCTAVES
    weight = np.where(total > _QUIET * total.max(initial=0.0), total, 0.0)
    return np.clip(octaves, 0.0, 1.0), weight


def _per_second(
    curve: npt.NDArray[np.floating], per_second: int, seconds: int
) -> npt.NDArray[np.float64]:
    padded = np.pad(curve, (0, max(0, seconds * per_second - len(curve))), mode="edge")
    return padded[: seconds * per_second].reshape(seconds, per_second).mean(axis=1)
