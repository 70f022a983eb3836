"""Which stretches of a recording the audio encoder hears."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from matching.encoders.base import AudioEncoder, FloatArray

Coverage = Literal["windows", "full"]

WINDOW_COUNT = 12
EDGE_WINDOWS = 2  # how many windows make up the intro, and the outro
_NEAR_SILENCE = 1e-3  # 60 dB below the loudest window


def window_starts(samples: int, encoder: AudioEncoder, coverage: Coverage) -> npt.NDArray[np.int64]:
    """(n,) first samples of the windows, ascending.

    "full" covers the recording end to end as the original pipeline does; "windows" takes at most
    WINDOW_COUNT, evenly spread, its first and last two next to each other for intro and outro.
    """
    step = encoder.window_samples - encoder.lead_samples
    complete = max(1, samples // step)
    if coverage == "full" or complete <= WINDOW_COUNT:
        return np.arange(complete, dtype=np.int64) * step
    last = samples - step
    middle = np.linspace(step, last - step, WINDOW_COUNT - 2)
    return np.concatenate(([0], middle, [last])).astype(np.int64)


def cut_windows(
    mono: npt.NDArray[np.float32], starts: npt.NDArray[np.int64], encoder: AudioEncoder
) -> FloatArray:
    """(n, window_samples) with the context the encoder wants; zeros beyond the recording."""
    lead, length = encoder.lead_samples, encoder.window_samples
    padded = np.pad(mono, (lead, length))
    return np.stack([padded[start : start + length] for start in starts])


def audible(levels: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    """(n,) which windows, given their root mean squares, are not near silence."""
    return np.asarray(levels > _NEAR_SILENCE * levels.max(initial=0.0))
