"""Real tracks with labels that come from their makers, not from our own analysis."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from immich_memories_music import tracks_dir
from numpy.typing import NDArray

from matching.audio.analyse import analyse_file, analyser_name
from matching.encoders.registry import audio_encoder, models_dir
from matching.index.profiles import profile_columns
from matching.index.snapshot import Snapshot
from matching.profile.folder import ProfileFolder, audio_sha256
from matching.profile.track import TrackProfile
from matching.retrieval.compose import compose
from matching.retrieval.prepare import prepare
from matching.semantics.understanding import Understanding

_LABELS = Path(__file__).with_name("data") / "track_labels.toml"

Scores = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Labelled:
    """A snapshot of n tracks, and for each property (n,) 1, 0 or NaN where nothing is known."""

    snapshot: Snapshot
    names: tuple[str, ...]
    properties: Mapping[str, Scores]

    def auc(self, scores: Scores, key: str, sign: int) -> float:
        """How well (n,) scores put tracks of this side above tracks of the other, 0..1.

        0.5 is chance. Ties count half.
        """
        label = self.properties[key]
        high, low = scores[label == 1], scores[label == 0]
        above = superiority(high, low)
        return above if sign > 0 else 1.0 - above


def superiority(first: Scores, second: Scores) -> float:
    """Chance that a value of ``first`` exceeds one of ``second``; ties count half."""
    apart = np.asarray(first)[:, None] - np.asarray(second)[None, :]
    return float(np.mean((apart > 1e-9) + 0.5 * (np.abs(apart) <= 1e-9)))


def labelled(named: Sequence[tuple[str, TrackProfile]], kind: str) -> Labelled:
    """``named`` profiles with the labels of ``kind`` (``starter`` or ``open``)."""
    table = tomllib.loads(_LABELS.read_text(encoding="utf-8"))[kind]
    names = tuple(Path(name).stem for name, _ in named)
    known = {
        key: np.array([_label(name, values, kind) for name in names])
        for key, values in table.items()
    }
    columns, analyser = profile_columns(
        range(len(named)), [profile for _, profile in named], [0] * len(named)
    )
    usable = {key: value for key, value in known.items() if {0.0, 1.0} <= set(value.tolist())}
    return Labelled(Snapshot.of(columns, analyser), names, usable)


def _label(name: str, values: Mapping[str, int], kind: str) -> float:
    parts = name.split("_")
    for key, value in values.items():
        if (key in parts) if kind == "starter" else name.startswith(key):
            return float(value)
    return float("nan")


def starter() -> Labelled:
    """The starter catalogue, analysed once and kept beside the models."""
    encoder = audio_encoder()
    analyser = analyser_name(encoder)
    kept = ProfileFolder(models_dir() / "starter-profiles")
    named = []
    for path in sorted(tracks_dir().rglob("*.opus")):
        sha256 = audio_sha256(path)
        profile = kept.stored(sha256, analyser)
        if profile is None:
            profile = analyse_file(path, encoder)
            kept.add(path, sha256, profile)
        named.append((path.stem, profile))
    return labelled(named, "starter")


def scores_of(catalogue: Labelled, understandings: Sequence[Understanding]) -> Scores:
    """(n,) scores of all tracks for one brief."""
    query = compose(understandings)
    return prepare(catalogue.snapshot, query, allowed_ids=catalogue.snapshot.ids).score.total
