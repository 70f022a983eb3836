"""Tempo against labels: within 4 %, and with a factor of two forgiven, beside plain librosa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import librosa
import numpy as np

from matching.corpora import CorpusTrack, profiles
from matching.evaluation.kept import kept, named
from matching.evaluation.key_figures import spread
from matching.evaluation.tempo_choice import right

GOAL_LEAD = 0.20  # over the better of librosa's two ways, on both figures
_BANDS = (0.0, 0.5, 0.75, 1.0)


def librosa_tempi(path: Path) -> dict[str, float]:
    """BPM by both ways a newcomer would use, with their default settings; kept once found."""
    found: dict[str, float] = kept(named("tempo", 1, "librosa"), path, lambda: _tempi(path))
    return found


def _tempi(path: Path) -> dict[str, float]:
    sound, rate = librosa.load(path, sr=22_050)
    tracked, _ = librosa.beat.beat_track(y=sound, sr=rate)
    estimated = librosa.feature.tempo(y=sound, sr=rate)
    return {
        "librosa_beat_track": float(np.atleast_1d(tracked)[0]),
        "librosa_tempo": float(np.atleast_1d(estimated)[0]),
    }


def measure(tracks: Sequence[CorpusTrack], *, where: str) -> dict[str, Any]:
    """Figures of ``tracks`` that have a tempo; ``where`` names them in what falls short."""
    known = [track for track in tracks if "tempo_bpm" in track.labels]
    true = [float(track.labels["tempo_bpm"]) for track in known]
    heard = profiles(known)
    ways: dict[str, list[float]] = {
        "ours": [profile.facets["tempo_bpm"] for profile in heard],
        "librosa_beat_track": [],
        "librosa_tempo": [],
    }
    for track in known:
        for way, bpm in librosa_tempi(track.path).items():
            ways[way].append(bpm)
    order = np.random.default_rng(0).permutation(len(true))
    ways["ours_with_shuffled_labels"] = [ways["ours"][place] for place in order]
    figures: dict[str, Any] = {way: _figures(found, true) for way, found in ways.items()}
    confidence = [profile.facets["tempo_confidence"] for profile in heard]
    return {
        "tracks": len(known),
        **figures,
        "by_confidence": _by_confidence(ways["ours"], confidence, true),
        "misses": [
            {"track": track.id, "found": round(bpm, 1), "label": label}
            for track, bpm, label in zip(known, ways["ours"], true, strict=True)
            if not right(bpm, label)[0]
        ],
        "falls_short": _falls_short(figures, where),
    }


def _figures(found: Sequence[float], true: Sequence[float]) -> dict[str, dict[str, float]]:
    judged = [right(bpm, label) for bpm, label in zip(found, true, strict=True)]
    return {
        "exact": spread([float(exact) for exact, _ in judged]),
        "forgiven": spread([float(forgiven) for _, forgiven in judged]),
    }


def _by_confidence(
    found: Sequence[float], confidence: Sequence[float], true: Sequence[float]
) -> list[dict[str, float]]:
    """How often the tempo is right among tracks of like confidence, and what was promised."""
    exact = np.array([bool(right(bpm, label)[0]) for bpm, label in zip(found, true, strict=True)])
    sure = np.asarray(confidence)
    bands = []
    for low, high in pairwise(_BANDS):
        inside = (sure >= low) & ((sure < high) | (high == _BANDS[-1]))
        if inside.any():
            bands.append(
                {
                    "from": low,
                    "to": high,
                    "tracks": int(inside.sum()),
                    "promised": float(sure[inside].mean()),
                    "right": float(exact[inside].mean()),
                }
            )
    return bands


def _falls_short(figures: Mapping[str, Any], where: str) -> list[str]:
    sentences = []
    for figure, words in (("exact", "within 4 %"), ("forgiven", "with a factor of 2 forgiven")):
        plain = max(figures[way][figure]["mean"] for way in ("librosa_beat_track", "librosa_tempo"))
        ours = figures["ours"][figure]["mean"]
        if ours < plain + GOAL_LEAD - 1e-9:
            sentences.append(
                f"Tempo {words} on {where}: {ours:.0%}, less than 20 points above librosa's "
                f"{plain:.0%}."
            )
    return sentences
