"""Energy, brightness and dynamics: do they follow what is known, and only that."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, sosfilt

from matching.audio.analyse import analyse_file
from matching.audio.sound import listen
from matching.corpora import CorpusTrack, profiles
from matching.encoders.registry import audio_encoder
from matching.evaluation.labelled import superiority

_RATE = 44_100
_LOW_PASS_HZ = 2_000.0
_PEAK = 0.7
_COMPRESSION = 0.5  # power of the amplitude
_ENERGY_MOVES = 0.05  # at most, when only the level changes
_FACETS = ("energy", "brightness", "dynamics_db", "vocal", "acoustic", "loudness_lufs")
_CHANGES = ("quieter", "low-pass", "compressed")


def measure(tracks: Sequence[CorpusTrack], *, every: int = 4) -> dict[str, Any]:
    """Moods of the starter ``tracks`` by energy, and each ``every``-th track changed.

    The energy of energetic over calm is the chance that a track of the first mood has more.
    """
    heard = profiles(tracks)
    mood = np.array([track.labels["mood"] for track in tracks])
    energy = np.array([profile.facets["energy"] for profile in heard])
    changed = [_changes(track) for track in tracks[::every]]
    moves = {
        change: {
            facet: {
                "mean": float(np.mean([each[change][facet] for each in changed])),
                "max": float(np.max(np.abs([each[change][facet] for each in changed]))),
            }
            for facet in _FACETS
        }
        for change in _CHANGES
    }
    figures: dict[str, Any] = {
        "energetic_over_calm": superiority(energy[mood == "energetic"], energy[mood == "calm"]),
        "happy_over_tender": superiority(energy[mood == "happy"], energy[mood == "tender"]),
        "energy_by_mood": {
            each: float(energy[mood == each].mean()) for each in sorted(set(mood.tolist()))
        },
        "changed_tracks": len(changed),
        "moves": moves,
        "darker_under_low_pass": float(
            np.mean([each["low-pass"]["brightness"] < 0 for each in changed])
        ),
        "flatter_when_compressed": float(
            np.mean([each["compressed"]["dynamics_db"] < 0 for each in changed])
        ),
        "falls_short": [],
    }
    most = moves["quieter"]["energy"]["max"]
    if most > _ENERGY_MOVES:
        figures["falls_short"].append(
            f"Energy: moves by up to {most:.2f} when a track is only turned down by 6 dB."
        )
    if figures["darker_under_low_pass"] < 1.0:
        figures["falls_short"].append("Brightness does not fall on every track under a low-pass.")
    return figures


def _changes(track: CorpusTrack) -> dict[str, dict[str, float]]:
    """What each change adds to each facet, against the same sound unchanged."""
    mono = listen(track.path, rate=_RATE).mono
    mono = _PEAK * mono / np.abs(mono).max()
    dark = sosfilt(butter(4, _LOW_PASS_HZ, fs=_RATE, output="sos"), mono)
    sounds = {
        "same": mono,
        "quieter": mono / 2,
        "low-pass": dark,
        "compressed": _compressed(mono),
    }
    encoder = audio_encoder()
    with tempfile.TemporaryDirectory() as folder:
        facets = {}
        for name, sound in sounds.items():
            path = Path(folder) / f"{name}.wav"
            soundfile.write(path, sound, _RATE, subtype="FLOAT")
            facets[name] = analyse_file(path, encoder).facets
    return {
        change: {facet: facets[change][facet] - facets["same"][facet] for facet in _FACETS}
        for change in _CHANGES
    }


def _compressed(mono: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, Any]:
    """The amplitude of each second raised to a power below one: quiet parts come closer."""
    envelope = np.sqrt(uniform_filter1d(np.square(mono), _RATE))
    return np.asarray(mono * (envelope + 1e-3) ** (_COMPRESSION - 1) * 0.3)
