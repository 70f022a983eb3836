"""Pictures of the tempo and key misses: one sheet each, to see what there is to hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

from matching.audio.key import KEY_NAMES, pitch_classes
from matching.audio.onsets import FRAMES_PER_SECOND, onset_strength
from matching.audio.periodicity import GRID, periodicity
from matching.audio.sound import listen
from matching.audio.tempo import SETTINGS, scores
from matching.corpora import CorpusTrack

matplotlib.use("agg")

from matplotlib import pyplot

_RATE = 16_000
_SHOWN_SECONDS = 8.0
_FROM_SECOND = 8.0
_INK, _LABEL, _FOUND = "#44505c", "#1a7f4b", "#c2410c"
_DPI = 64


def draw(
    result: Mapping[str, Any], catalogue: Sequence[CorpusTrack], folder: Path
) -> tuple[Path, ...]:
    """Draws both sheets into ``folder`` and returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    tracks = {track.id: track for track in catalogue}
    tempo, key = folder / "tempo-misses.png", folder / "key-misses.png"
    _tempo_sheet(result["tempo"]["starter"]["misses"], tracks, tempo)
    _key_sheet(result["key"]["misses"], tracks, key)
    return tempo, key


def _tempo_sheet(
    misses: Sequence[Mapping[str, Any]], tracks: Mapping[str, CorpusTrack], place: Path
) -> None:
    """Left: onset strength with the beats of both tempi; right: what every tempo scores."""
    figure, rows = pyplot.subplots(
        len(misses), 2, figsize=(11, 1.25 * len(misses) + 0.6), squeeze=False, width_ratios=(2, 1)
    )
    for (onsets, curve), miss in zip(rows, misses, strict=True):
        strength = onset_strength(listen(tracks[miss["track"]].path, rate=_RATE).mono, _RATE)
        _onsets(onsets, strength, miss)
        _scores(curve, strength, miss)
    rows[-1][0].set_xlabel("seconds; ticks: beats of the label (below) and of the estimate (above)")
    rows[-1][1].set_xlabel("beats a minute")
    _save(figure, place)


def _onsets(axes: Any, strength: np.ndarray[Any, Any], miss: Mapping[str, Any]) -> None:
    first = int(_FROM_SECOND * FRAMES_PER_SECOND)
    shown = strength[first : first + int(_SHOWN_SECONDS * FRAMES_PER_SECOND)]
    time = _FROM_SECOND + np.arange(len(shown)) / FRAMES_PER_SECOND
    axes.plot(time, shown / max(float(shown.max()), 1e-9), color=_INK, linewidth=0.8)
    for bpm, colour, low, high in (
        (miss["label"], _LABEL, -0.25, -0.05),
        (miss["found"], _FOUND, 1.05, 1.25),
    ):
        axes.vlines(_beats(shown, bpm), low, high, color=colour, linewidth=1.2)
    axes.set_yticks([])
    axes.set_title(miss["track"].removeprefix("starter/"), loc="left", fontsize=9)


def _beats(shown: np.ndarray[Any, Any], bpm: float) -> np.ndarray[Any, Any]:
    """Times of beats at this tempo, in the phase that meets most onsets."""
    period = 60.0 / bpm
    phases = np.arange(0.0, period, 1 / FRAMES_PER_SECOND)
    times = [np.arange(phase, _SHOWN_SECONDS, period) for phase in phases]
    at = [np.minimum((t * FRAMES_PER_SECOND).round().astype(int), len(shown) - 1) for t in times]
    return _FROM_SECOND + times[int(np.argmax([shown[frames].mean() for frames in at]))]


def _scores(axes: Any, strength: np.ndarray[Any, Any], miss: Mapping[str, Any]) -> None:
    curves = periodicity(strength)
    if curves is not None:
        _, score = scores(curves, SETTINGS)
        axes.plot(GRID, score / max(float(score.max()), 1e-9), color=_INK, linewidth=0.9)
    axes.axvline(miss["label"], color=_LABEL, linewidth=1.2)
    axes.axvline(miss["found"], color=_FOUND, linewidth=1.2, linestyle="--")
    axes.set_yticks([])
    axes.set_title(f"label {miss['label']:.0f}, found {miss['found']:.0f}", loc="left", fontsize=9)


def _key_sheet(
    misses: Sequence[Mapping[str, Any]], tracks: Mapping[str, CorpusTrack], place: Path
) -> None:
    """How much of each pitch class is heard; the tonics of label and estimate stand out."""
    columns = 3
    count = -(-len(misses) // columns)
    figure, rows = pyplot.subplots(count, columns, figsize=(11, 1.9 * count), squeeze=False)
    places = [axes for row in rows for axes in row]
    for axes, miss in zip(places, misses, strict=False):
        heard = pitch_classes(listen(tracks[miss["track"]].path, rate=_RATE).mono, _RATE)
        label, found = miss["label"].split()[0], miss["found"].split()[0]
        colours = [
            _LABEL if name == label else _FOUND if name == found else _INK for name in KEY_NAMES
        ]
        axes.bar(range(12), heard, color=colours)
        axes.set_xticks(range(12), KEY_NAMES, fontsize=7)
        axes.set_yticks([])
        axes.set_title(
            f"{miss['track'].removeprefix('starter/')}: label {miss['label']}, found "
            f"{miss['found']}",
            loc="left",
            fontsize=8,
        )
    for axes in places[len(misses) :]:
        axes.set_visible(False)
    _save(figure, place)


def _save(figure: Any, place: Path) -> None:
    figure.tight_layout()
    figure.savefig(place, dpi=_DPI)
    pyplot.close(figure)
