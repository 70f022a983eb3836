"""Key and mode against the starter catalogue's prompts, beside plain librosa."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import numpy.typing as npt

from matching.audio.key import KEY_NAMES, Key
from matching.corpora import CorpusTrack, profiles
from matching.evaluation.kept import kept, named
from matching.evaluation.metrics import interval

GOAL_MIREX = 0.75

# Krumhansl, "Cognitive Foundations of Musical Pitch", 1990.
_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)


def mirex_score(found: Key, true: Key) -> float:
    """1 for the key, 0.5 a fifth away, 0.3 its relative, 0.2 its parallel (MIREX key task)."""
    step = (found.tonic - true.tonic) % 12
    if found.major == true.major:
        return 1.0 if step == 0 else 0.5 if step in (5, 7) else 0.0
    relative = 3 if found.major else 9
    return 0.3 if step == relative else 0.2 if step == 0 else 0.0


def krumhansl(path: Path) -> Key:
    """The plain way: mean constant-Q chroma of the file, correlated with Krumhansl's profiles.

    The chroma is kept once found.
    """
    chroma = kept(named("chroma", 1, "librosa"), path, lambda: _chroma(path).tolist())
    return _best(np.array(chroma))


def _chroma(path: Path) -> npt.NDArray[np.float64]:
    """(12,) mean over the file."""
    sound, rate = librosa.load(path, sr=22_050)
    return np.asarray(librosa.feature.chroma_cqt(y=sound, sr=rate).mean(axis=1), dtype=np.float64)


def _best(chroma: npt.NDArray[np.float64]) -> Key:
    every = [
        (float(np.corrcoef(chroma, np.roll(profile, tonic))[0, 1]), Key(tonic, major))
        for major, profile in ((True, _MAJOR), (False, _MINOR))
        for tonic in range(12)
    ]
    return max(every, key=lambda each: each[0])[1]


def measure(tracks: Sequence[CorpusTrack]) -> dict[str, Any]:
    """Figures of ``tracks`` that have a key, ours beside librosa's and a shuffled control."""
    known = [track for track in tracks if "key" in track.labels]
    true = [Key(int(track.labels["key"]), bool(track.labels["mode"])) for track in known]
    ours = [
        Key(int(profile.facets["key"]), bool(profile.facets["mode"])) for profile in profiles(known)
    ]
    plain = [krumhansl(track.path) for track in known]
    order = np.random.default_rng(0).permutation(len(true))
    shuffled = [true[place] for place in order]
    figures: dict[str, Any] = {
        "tracks": len(known),
        "ours": _figures(ours, true),
        "librosa": _figures(plain, true),
        "ours_with_shuffled_labels": _figures(ours, shuffled),
        "misses": [
            {"track": track.id, "found": name(found), "label": name(label)}
            for track, found, label in zip(known, ours, true, strict=True)
            if found != label
        ],
        "falls_short": [],
    }
    score = figures["ours"]["mirex"]["mean"]
    if score < GOAL_MIREX:
        figures["falls_short"].append(
            f"Key: MIREX weighted score {score:.2f}, below the goal of {GOAL_MIREX}."
        )
    return figures


def name(key: Key) -> str:
    """Such as ``Bb minor``."""
    return f"{KEY_NAMES[key.tonic]} {'major' if key.major else 'minor'}"


def _figures(found: Sequence[Key], true: Sequence[Key]) -> dict[str, dict[str, float]]:
    measures: dict[str, Callable[[Key, Key], float]] = {
        "exact": lambda ours, label: float(ours == label),
        "mirex": mirex_score,
        "mode": lambda ours, label: float(ours.major == label.major),
    }
    return {
        key: spread([measure(a, b) for a, b in zip(found, true, strict=True)])
        for key, measure in measures.items()
    }


def spread(values: Sequence[float]) -> dict[str, float]:
    """Mean and 95 % bootstrap interval, for JSON."""
    mean, low, high = interval(values)
    return {"mean": mean, "low": low, "high": high}
