"""Which recordings do not sound good enough to be played, and what is wrong with them. Pure.

The thresholds were chosen on one half of the benches' music (``bench quality`` says which) so that
nothing good is held back, and are measured on the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.audio.quality_meter import SILENCE_DBFS, STEPS_PER_SECOND, Measured

#: Share of samples on plateaus in the twentieth of the recording that has most of them. The worst
#: of the good ones has 0.019; music driven 9 dB over full scale has 0.19 (median).
MOST_FLATTENED = 0.03
#: Lossy coding makes waves of plateaus, but the peaks stay crowded below full scale: of the good
#: ones the worst has 0.41 times as many in the top tenth as in the fifth below, music driven 9 dB
#: over and coded as MP3 1.07 (median). Room is left for loud masters, which the benches lack.
MOST_CROWDING = 0.75
_CROWD = 0.005
#: Only what is heard counts: below this a plateau is a pause.
_AUDIBLE_DBFS = -50.0
#: Seconds of silence that staff or guests take for a fault. The good ones have at most 2.2 before,
#: 3.5 after and 1.7 within.
MOST_SILENCE_S: Mapping[str, float] = {
    "silence_before": 5.0,
    "silence_after": 8.0,
    "silence_within": 5.0,
}
#: Telephone speech ends at 3.4 kHz, a rate of 16 kHz at 8 kHz; the dullest of the good ones
#: reaches 10.5 kHz, the first 40 s of a dark one 3 kHz.
LEAST_BANDWIDTH_HZ = 8_500.0
#: What was cut by a low rate ends abruptly: strong sound (−60 dB) reaches this share of where all
#: sound (−80 dB) ends. Of the dark beginnings among the good ones it is 0.76 at most, of telephone
#: sound 0.95 at least.
_CUT_SHARE = 0.85
#: Levelling (`matching.audio.levelling`) raises by 12 dB at most: what is quieter than this stays
#: 8 dB under all others. The good ones lie between −32.4 and −7.6 LUFS.
LEAST_LUFS = -36.0
#: No undistorted music is this loud.
MOST_LUFS = -5.0
#: A stated length may be rounded, or count a fade otherwise.
LENGTH_TOLERANCE_S = 3.0
LENGTH_TOLERANCE_SHARE = 0.02
#: Packets that cannot be decoded; a few are a click, more are heard.
MOST_DAMAGED_PACKETS = 3
#: Music that is this near to its usual level when it ends was perhaps cut; loops are as well.
_ABRUPT_DB = -10.0
_MOST_SPANS = 40

#: Findings that keep a track from playing until somebody who listened says otherwise.
BLOCKING = frozenset({
    "clipped", "silence_before", "silence_after", "silence_within", "narrow_band", "wrong_length",
    "broken_off", "damaged", "too_quiet", "too_loud",
})  # fmt: skip
#: Findings that are only said.
HINTS = frozenset({"abrupt_end", "one_channel"})


@dataclass(frozen=True)
class Finding:
    """One fault: its code and its figures; ``spans`` are [start, end] pairs in seconds."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def blocking(self) -> bool:
        return self.code in BLOCKING

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {"code": self.code, "params": dict(self.params)}


def findings(
    measured: Measured, *, truncated: bool = False, damaged_packets: int = 0
) -> list[Finding]:
    """Everything that is wrong, what blocks first."""
    found = [
        *_clipping(measured),
        *_silence(measured),
        *_height(measured),
        *_level(measured),
    ]
    if truncated:
        found.append(Finding("broken_off", {"seconds": round(measured.seconds, 1)}))
    if damaged_packets > MOST_DAMAGED_PACKETS:
        found.append(Finding("damaged", {"packets": damaged_packets}))
    if measured.ending_db > _ABRUPT_DB:
        found.append(Finding("abrupt_end"))
    if measured.one_channel:
        found.append(Finding("one_channel"))
    return sorted(found, key=lambda one: not one.blocking)


def wrong_length(stated_s: float, seconds: float) -> Finding | None:
    """The recording is longer or shorter than whoever sent it says."""
    tolerance = max(LENGTH_TOLERANCE_S, LENGTH_TOLERANCE_SHARE * stated_s)
    if stated_s <= 0 or abs(stated_s - seconds) <= tolerance:
        return None
    return Finding("wrong_length", {"stated_s": round(stated_s, 1), "seconds": round(seconds, 1)})


def _clipping(measured: Measured) -> list[Finding]:
    heard = measured.flattened[measured.levels_dbfs > _AUDIBLE_DBFS]
    worst = float(np.percentile(heard, 95)) if len(heard) else 0.0
    crowded = measured.crowding >= MOST_CROWDING and measured.crowded_share >= _CROWD
    if worst < MOST_FLATTENED and not crowded:
        return []
    params: dict[str, Any] = {
        "share": round(max(worst, measured.crowded_share), 4),
        "true_peak_dbtp": round(measured.true_peak_dbtp, 1),
        "spans": _spans(measured.flattened > MOST_FLATTENED),
    }
    return [Finding("clipped", params)]


def _silence(measured: Measured) -> list[Finding]:
    silent = measured.levels_dbfs <= SILENCE_DBFS
    sounding = np.flatnonzero(~silent)
    if not len(sounding):
        return []
    first, last = int(sounding[0]), int(sounding[-1]) + 1
    inside = [span for span in _runs(silent) if span[0] >= first and span[1] <= last]
    longest = max(inside, key=lambda span: span[1] - span[0], default=(0, 0))
    spans = {
        "silence_before": (0, first),
        "silence_within": longest,
        "silence_after": (last, len(silent)),
    }
    return [
        Finding(
            code,
            {
                "seconds": round((end - start) / STEPS_PER_SECOND, 1),
                "spans": [[start / STEPS_PER_SECOND, end / STEPS_PER_SECOND]],
            },
        )
        for code, (start, end) in spans.items()
        if (end - start) / STEPS_PER_SECOND > MOST_SILENCE_S[code]
    ]


def _height(measured: Measured) -> list[Finding]:
    if measured.bandwidth_hz >= LEAST_BANDWIDTH_HZ or not measured.bandwidth_hz:
        return []
    low_rate = measured.rate < 2 * LEAST_BANDWIDTH_HZ
    if not low_rate and measured.strong_hz < _CUT_SHARE * measured.bandwidth_hz:
        return []  # dark music
    params = {
        "rate": measured.rate,
        "bandwidth_hz": round(measured.bandwidth_hz, -2),
        "one_channel": measured.one_channel,
    }
    return [Finding("narrow_band", params)]


def _level(measured: Measured) -> list[Finding]:
    params = {"lufs": round(measured.loudness_lufs, 1)}
    if measured.loudness_lufs < LEAST_LUFS:
        return [Finding("too_quiet", params)]
    if measured.loudness_lufs > MOST_LUFS:
        return [Finding("too_loud", params)]
    return []


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(start, end) of every stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _spans(flags: npt.NDArray[np.bool_]) -> list[Sequence[float]]:
    """Stretches in seconds, the longest if there are many; near ones are joined."""
    joined: list[list[int]] = []
    for start, end in _runs(flags):
        if joined and start - joined[-1][1] <= STEPS_PER_SECOND:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    chosen = sorted(joined, key=lambda span: span[0] - span[1])[:_MOST_SPANS]
    return [[start / STEPS_PER_SECOND, end / STEPS_PER_SECOND] for start, end in sorted(chosen)]
