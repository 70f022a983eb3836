"""One loudness for every track, so that nobody in the shop reaches for the volume. Pure."""

from __future__ import annotations

TARGET_LUFS = -16.0
"""Integrated loudness every track is brought to (AES TD1004 recommends -16 to -18 for streams)."""
CEILING_DBTP = -1.0
"""True peak that a raised track may reach: above it, lossy decoders clip."""
MOST_GAIN_DB = 12.0
"""A whisper raised further than this is mostly noise."""


def levelling_gain(loudness_lufs: float | None, true_peak_dbtp: float | None) -> float:
    """Gain in dB that brings a track to the target; 0 for a track never measured."""
    if loudness_lufs is None:
        return 0.0
    gain = min(TARGET_LUFS - loudness_lufs, MOST_GAIN_DB)
    if gain > 0:
        room = CEILING_DBTP - (true_peak_dbtp if true_peak_dbtp is not None else 0.0)
        gain = max(0.0, min(gain, room))
    return round(gain, 2)
