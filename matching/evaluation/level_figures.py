"""Loudness and true peak of real tracks, and of awkward sounds, beside FFmpeg's ``ebur128``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from matching.audio.sound import listen
from matching.corpora import CorpusTrack
from matching.evaluation.ffmpeg_r128 import ebur128

GOAL_LU = 0.2
_RATE = 16_000  # of the mono sound that is thrown away here


def measure(tracks: Sequence[CorpusTrack]) -> dict[str, Any]:
    """Largest and mean differences over ``tracks`` and over sounds made on the spot."""
    real = [_differences(track.path) for track in tracks]
    with tempfile.TemporaryDirectory() as folder:
        made = [_differences(path) for path in _awkward(Path(folder))]
    figures: dict[str, Any] = {
        "real": _summary(real),
        "made": _summary(made),
        "falls_short": [],
    }
    worst = max(figures[each]["loudness_lu"]["max"] for each in ("real", "made"))
    if worst > GOAL_LU:
        figures["falls_short"].append(
            f"Loudness: {worst:.2f} LU from FFmpeg's ebur128 at most, beyond {GOAL_LU} LU."
        )
    return figures


def _differences(path: Path) -> tuple[float, float, float]:
    ours, theirs = listen(path, rate=_RATE), ebur128(path)
    return (
        abs(ours.loudness_lufs - theirs.integrated_lufs),
        abs(ours.loudness_range_db - theirs.range_lu),
        abs(ours.true_peak_dbtp - theirs.true_peak_dbtp),
    )


def _summary(differences: Sequence[tuple[float, float, float]]) -> dict[str, Any]:
    columns = np.array(differences)
    names = ("loudness_lu", "range_lu", "true_peak_db")
    return {
        "files": len(columns),
        **{
            name: {"mean": float(column.mean()), "max": float(column.max())}
            for name, column in zip(names, columns.T, strict=True)
        },
    }


def _awkward(folder: Path) -> Iterator[Path]:
    """Mono and stereo at 44.1 and 48 kHz: short, with long quiet parts, with a loud end."""
    random = np.random.default_rng(0)
    curves = {
        "short": (3.2, (0.3, 0.3)),
        "quiet-parts": (20.0, (0.3, 0.3, 0.002, 0.002, 0.0005, 0.2)),
        "loud-end": (15.0, (0.01, 0.01, 0.01, 0.9)),
    }
    for rate in (44_100, 48_000):
        for channels in (1, 2):
            for name, (seconds, points) in curves.items():
                samples = round(seconds * rate)
                level = np.interp(
                    np.linspace(0, 1, samples), np.linspace(0, 1, len(points)), points
                )
                noise = random.uniform(-1, 1, (samples, channels)) * level[:, None]
                path = folder / f"{name}-{rate}-{channels}.flac"
                soundfile.write(path, noise, rate, subtype="PCM_24")
                yield path
