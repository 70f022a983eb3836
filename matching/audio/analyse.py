"""From a file to its profile: the one door to everything that is measured in sound."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matching.audio.decode import Limits
from matching.audio.key import estimate_key
from matching.audio.onsets import onset_rate, onset_strength
from matching.audio.sound import listen
from matching.audio.tempo import estimate_tempo
from matching.audio.timbre import describe_timbre
from matching.audio.waveform import preview_start, waveform_peaks
from matching.audio.windows import EDGE_WINDOWS, Coverage, audible, cut_windows, window_starts
from matching.encoders.base import AudioEncoder, FloatArray, SingingListener, TempoListener
from matching.encoders.paired import Hearing, hearing
from matching.profile import tag_facets
from matching.profile.analyser import analyser_called
from matching.profile.track import TrackProfile

# Raise when a change makes new profiles unlike stored ones.
ANALYSIS_VERSION = 5

# Tempo and key of three minutes from the middle stand for the whole.
_EXCERPT_SECONDS = 180
_WINDOWS_AT_ONCE = 32
_TAG_SHARE_OF_ENERGY = 0.4
_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, eq=False)
class Heard:
    """What the encoder made of the windows of one recording."""

    starts_s: npt.NDArray[np.float64]
    style: npt.NDArray[np.float64]  # (n, size)
    tags: npt.NDArray[np.float64]  # (n, 100), or (n, 0) of a model without tags
    audible: npt.NDArray[np.bool_]  # (n,)


def analyser_name(encoder: Hearing, coverage: Coverage = "windows") -> str:
    """The version string that profiles made this way carry."""
    return analyser_called(encoder.name, coverage, ANALYSIS_VERSION)


def analyse_file(
    path: str | os.PathLike[str],
    encoder: Hearing,
    *,
    coverage: Coverage = "windows",
    limits: Limits = _DEFAULT_LIMITS,
) -> TrackProfile:
    """Decodes and measures one recording.

    The same file gives the same profile whatever else is analysed.  Raises AudioProblem, whose
    ``say`` tells the person who sent the file what is wrong with it.
    """
    stylist, tagger = hearing(encoder)
    second = stylist.sample_rate if stylist is not tagger else None
    sound = listen(Path(path), rate=tagger.sample_rate, second_rate=second, limits=limits)
    tagged = hear_windows(sound.mono, tagger, coverage)
    heard = tagged if second is None else hear_windows(sound.second_mono(), stylist, coverage)
    counted = heard.style[heard.audible]
    tags = tagged.tags[tagged.audible].mean(axis=0).astype(np.float32)
    style = _unit_parts(counted.mean(axis=0), stylist)
    excerpt = _middle(sound.mono, _EXCERPT_SECONDS * sound.rate)
    strength = onset_strength(sound.mono, sound.rate)
    whole = len(excerpt) == len(sound.mono)
    odds = tagger.tempo_odds(excerpt) if isinstance(tagger, TempoListener) else None
    tempo = estimate_tempo(strength if whole else onset_strength(excerpt, sound.rate), odds)
    sung = tagger.sung(sound.mono) if isinstance(tagger, SingingListener) else None
    key = estimate_key(excerpt, sound.rate)
    onsets = onset_rate(strength)
    timbre = describe_timbre(sound.mono, sound.rate, strength, onsets)
    facets = {
        "tempo_bpm": tempo.bpm,
        "tempo_confidence": tempo.confidence,
        "key": float(key.tonic),
        "mode": float(key.major),
        "energy": _TAG_SHARE_OF_ENERGY * tag_facets.driving(tags)
        + (1 - _TAG_SHARE_OF_ENERGY) * float(timbre.drive.mean()),
        "energy_spread": float(timbre.drive.std()),
        "brightness": timbre.brightness,
        "dynamics_db": sound.loudness_range_db,
        "loudness_lufs": sound.loudness_lufs,
        "true_peak_dbtp": sound.true_peak_dbtp,
        "vocal": tag_facets.vocal(tags, sung),
        "acoustic": tag_facets.acoustic(tags),
        "onset_rate": onsets,
    }
    each = np.stack([_unit_parts(row, stylist) for row in heard.style])
    return TrackProfile(
        analyser=analyser_name(encoder, coverage),
        duration_s=sound.duration_s,
        facets=facets,
        tags=tags,
        style=style,
        spread=_spread(counted, stylist),
        intro=_unit_parts(counted[:EDGE_WINDOWS].mean(axis=0), stylist),
        outro=_unit_parts(counted[-EDGE_WINDOWS:].mean(axis=0), stylist),
        peaks=waveform_peaks(sound.mono),
        preview_start_s=preview_start(
            timbre.drive, heard.starts_s, (each @ style).astype(np.float64), sound.duration_s
        ),
        warnings=sound.warnings,
        timbre=timbre.cepstra,
    )


def hear_windows(mono: npt.NDArray[np.float32], encoder: AudioEncoder, coverage: Coverage) -> Heard:
    """Every window of ``mono``, which is at the encoder's rate."""
    starts = window_starts(len(mono), encoder, coverage)
    styles, tags, levels = [], [], []
    for first in range(0, len(starts), _WINDOWS_AT_ONCE):
        windows = cut_windows(mono, starts[first : first + _WINDOWS_AT_ONCE], encoder)
        embedded = encoder.embed(windows)
        styles.append(embedded.style)
        tags.append(embedded.tags)
        levels.append(np.sqrt(np.square(windows).mean(axis=1)))
    return Heard(
        starts_s=starts / encoder.sample_rate,
        style=np.concatenate(styles).astype(np.float64),
        tags=np.concatenate(tags).astype(np.float64),
        audible=audible(np.concatenate(levels)),
    )


def _parts(encoder: AudioEncoder) -> list[slice]:
    ends = np.cumsum(encoder.style_parts)
    return [
        slice(int(end) - size, int(end))
        for end, size in zip(ends, encoder.style_parts, strict=True)
    ]


def _unit_parts(vector: npt.NDArray[np.float64], encoder: AudioEncoder) -> FloatArray:
    """The vector with every part of equal length and the whole of length one."""
    parts = [
        vector[part] / max(float(np.linalg.norm(vector[part])), 1e-9) for part in _parts(encoder)
    ]
    return (np.concatenate(parts) / np.sqrt(len(parts))).astype(np.float32)


def _spread(style: npt.NDArray[np.float64], encoder: AudioEncoder) -> FloatArray:
    """Standard deviation over windows in the same units as the unit style vector."""
    mean, deviation = style.mean(axis=0), style.std(axis=0)
    parts = [
        deviation[part] / max(float(np.linalg.norm(mean[part])), 1e-9) for part in _parts(encoder)
    ]
    return (np.concatenate(parts) / np.sqrt(len(parts))).astype(np.float32)


def _middle(mono: npt.NDArray[np.float32], samples: int) -> npt.NDArray[np.float32]:
    start = max(0, (len(mono) - samples) // 2)
    return mono[start : start + samples]
