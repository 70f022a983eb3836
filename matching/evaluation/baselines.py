"""Simple ways that every bench puts beside ours: chance, popularity, MFCCs and plain MusiCNN.

The vectors are unit rows, so that ``cosine`` of them is the similarity to rank by.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import ArrayLike, NDArray

from matching.audio.decode import Decoding
from matching.corpora.track import CorpusTrack, bench_dir
from matching.profile.folder import audio_sha256
from matching.profile.track import TrackProfile

Vectors = NDArray[np.float64]

_RATE = 16_000
_MFCC = 20
# Part of the cache's name: raise it when the vectors change.
_MFCC_VERSION = 1


def cosine(vectors: ArrayLike, others: ArrayLike | None = None) -> Vectors:
    """(n, m) cosines of (n, d) rows with (m, d) others, with themselves when none are given."""
    rows = _unit(np.asarray(vectors, dtype=np.float64))
    return rows @ (rows if others is None else _unit(np.asarray(others, dtype=np.float64))).T


def random_similarities(queries: int, tracks: int, *, seed: int) -> Vectors:
    """(queries, tracks) similarities that mean nothing: the level of chance."""
    return np.random.default_rng([seed, 17]).random((queries, tracks))


def popularity_similarities(plays: ArrayLike, queries: int) -> Vectors:
    """(queries, tracks) where every query gets the most played tracks first."""
    return np.tile(np.asarray(plays, dtype=np.float64), (queries, 1))


def plain_musicnn(profiles: Sequence[TrackProfile]) -> Vectors:
    """(n, 400) unit rows: the mean of MusiCNN's penultimate layers (Pons and Serra, 2019).

    Raises ValueError for profiles of another audio model.
    """
    names = {profile.analyser for profile in profiles}
    others = sorted(name for name in names if not name.startswith("musicnn"))
    if others:
        raise ValueError(f"These profiles are not MusiCNN's: {', '.join(others)}.")
    return _unit(np.stack([profile.style for profile in profiles]).astype(np.float64))


def mfcc_vectors(tracks: Sequence[CorpusTrack], *, cache: Path | None = None) -> Vectors:
    """(n, 40) unit rows: mean and spread of 20 MFCCs over the whole track, kept once made.

    Every number is standardised over the given tracks: as they come, the first MFCC, loudness,
    would be all there is to a cosine.
    """
    return standardised(mfcc_matrix(tracks, cache=cache))


def mfcc_matrix(tracks: Sequence[CorpusTrack], *, cache: Path | None = None) -> Vectors:
    """(n, 40) the same numbers as they come, to standardise other files by."""
    folder = cache or bench_dir() / "baselines" / f"mfcc-{_MFCC_VERSION}"
    return np.stack([_kept_mfcc(track.path, folder) for track in tracks])


def standardised(vectors: ArrayLike, like: ArrayLike | None = None) -> Vectors:
    """(n, d) unit rows after each column was brought to mean 0 and spread 1 of ``like``."""
    rows = np.asarray(vectors, dtype=np.float64)
    measure = rows if like is None else np.asarray(like, dtype=np.float64)
    return _unit((rows - measure.mean(axis=0)) / np.maximum(measure.std(axis=0), 1e-9))


def mfcc_of(path: Path) -> Vectors:
    """(40,) mean and spread of the MFCCs of one file as they come; raises AudioProblem."""
    import librosa  # a tool of benches only, and slow to load

    blocks = list(Decoding(path).blocks())
    mono = np.concatenate([block.mean(axis=0) for _, block in blocks])
    mono = soxr.resample(mono, blocks[0][0], _RATE)
    coefficients = librosa.feature.mfcc(y=mono, sr=_RATE, n_mfcc=_MFCC)
    return np.concatenate([coefficients.mean(axis=1), coefficients.std(axis=1)]).astype(np.float64)


def _kept_mfcc(path: Path, folder: Path) -> Vectors:
    place = folder / f"{audio_sha256(path)}.npy"
    try:
        return np.asarray(np.load(place, allow_pickle=False), dtype=np.float64)
    except (FileNotFoundError, ValueError, EOFError):
        vector = mfcc_of(path)
    folder.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(f".{os.getpid()}.npy")
    np.save(partial, vector)
    os.replace(partial, place)
    return vector


def _unit(rows: Vectors) -> Vectors:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
