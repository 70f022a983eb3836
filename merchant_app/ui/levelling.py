"""One loudness for every track: how many decibels a player turns a track up or down."""

from __future__ import annotations

TARGET_LUFS = -16.0
"""Loudness of music after levelling (EBU R 128 programme loudness; what streaming services use)."""
CEILING_DBTP = -1.0
"""True peak that turning up must not pass (EBU R 128 s2)."""
MOST_UP_DB = 12.0
"""A nearly silent recording is not turned up further than this: its noise would come with it."""


def gain_db(loudness_lufs: float | None, true_peak_dbtp: float | None) -> float:
    """Decibels to the target loudness, held back where the true peak would clip. Unknown: 0."""
    if loudness_lufs is None:
        return 0.0
    wanted = TARGET_LUFS - float(loudness_lufs)
    headroom = MOST_UP_DB if true_peak_dbtp is None else CEILING_DBTP - float(true_peak_dbtp)
    return round(min(wanted, MOST_UP_DB, max(headroom, min(wanted, 0.0))), 2)
