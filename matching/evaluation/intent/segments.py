"""Catalogue A: the open music cut into 30 s segments, each analysed as a track of its own.

What was analysed is kept under ``bench_dir()`` by the content of the file, the place in it and the
analyser; the second description apart, for it outlives analysers. A run that was cut short goes on
where it stopped.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matching.audio.analyser import Analyser, configured_analyser
from matching.audio.decode import Decoding
from matching.audio.errors import AudioProblem
from matching.corpora import CorpusTrack, bench_dir, open_music
from matching.corpora.track import Say, silent
from matching.evaluation.intent.second import RATE, SECOND, WIDTH, second_description
from matching.profile.folder import audio_sha256
from matching.profile.track import TrackProfile

SECONDS = 30
#: Fewer segments than this stand for no catalogue.
LEAST = 600
#: Heard first of every track, so that even a run cut short has something of each.
_FIRST = 4
#: Below this root mean square a segment is a pause, not music.
_SILENCE = 1e-3


@dataclass(frozen=True, eq=False)
class Segments:
    """n segments: profiles; second (n, WIDTH) float32; tracks (n,) which track each is cut from.

    analyser made them; missing: how many segments of the corpus it has not analysed yet.
    """

    analyser: str
    profiles: tuple[TrackProfile, ...]
    second: NDArray[np.float32]
    tracks: NDArray[np.int64]
    missing: int


def segments(
    corpus: Sequence[CorpusTrack] | None = None, *, fill: bool = True, say: Say = silent
) -> Segments:
    """All segments, those not kept yet being analysed first.

    ``fill=False`` takes what is there, of the analyser that heard most of them.

    Raises CorpusMissing where the music cannot be had and EncoderUnavailable without a model.
    """
    corpus = open_music(say=say) if corpus is None else corpus
    analyser = configured_analyser()
    name = analyser.name if fill else _fullest(analyser.name)
    if fill:
        for most in (_FIRST, None):
            for number, track in enumerate(corpus, 1):
                _hear(track, analyser, most)
                say(f"{number} of {len(corpus)} tracks in segments")
    profiles, second, tracks, missing = [], [], [], 0
    for number, track in enumerate(corpus):
        sha = audio_sha256(track.path)
        with suppress(FileNotFoundError):
            described = np.load(_second_path(sha))
            for place in np.flatnonzero(np.isfinite(described).all(axis=1)).tolist():
                profile = _kept(_profile_path(name, sha, place))
                if profile is None:
                    missing += 1
                    continue
                profiles.append(profile)
                second.append(described[place])
                tracks.append(number)
    return Segments(
        name, tuple(profiles), np.array(second), np.array(tracks, dtype=np.int64), missing
    )


def hear_some(jobs: int, say: Say = silent) -> None:
    """Analyses the first segments of every track, ``jobs`` tracks at a time, where fewer than
    LEAST segments are kept: enough for a run that is not ``full``.

    Raises CorpusMissing and EncoderUnavailable.
    """
    corpus = open_music(say=say)
    if len(segments(corpus, fill=False).profiles) >= LEAST:
        return
    # A forked process would inherit thread pools in an unusable state.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for number, _ in enumerate(pool.map(_hear_first, corpus), 1):
            say(f"{number} of {len(corpus)} tracks in segments")


def _hear_first(track: CorpusTrack) -> None:
    with threadpool_limits(1):
        _hear(track, configured_analyser(), _FIRST)


def _hear(track: CorpusTrack, analyser: Analyser, most: int | None) -> None:
    """Analyses the segments of one track, at most ``most`` of them spread over it."""
    sha = audio_sha256(track.path)
    if _second_path(sha).is_file():
        described = np.load(_second_path(sha))
        wanted = _spread(np.flatnonzero(np.isfinite(described).all(axis=1)), most)
        if all(_profile_path(analyser.name, sha, place).is_file() for place in wanted):
            return
    cuts = list(_cuts(track.path))
    if not _second_path(sha).is_file():
        described = np.array([_described(rate, sound) for rate, sound in cuts])
        described = described.reshape(len(cuts), WIDTH)  # a track may be shorter than a segment
        _write(_second_path(sha), described)
        wanted = _spread(np.flatnonzero(np.isfinite(described).all(axis=1)), most)
    for place in wanted:
        path = _profile_path(analyser.name, sha, place)
        if path.is_file():
            continue
        with tempfile.TemporaryDirectory() as folder:
            piece = Path(folder) / "piece.wav"
            rate, sound = cuts[place]
            soundfile.write(piece, sound.T, rate, subtype="FLOAT")
            with suppress(AudioProblem):
                _write(path, analyser.hear(piece).pack())


def _spread(places: NDArray[np.int64], most: int | None) -> list[int]:
    if most is None or len(places) <= most:
        return [int(place) for place in places]
    return [int(places[at]) for at in np.linspace(0, len(places) - 1, most).round().astype(int)]


def _cuts(path: Path) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """(rate, (channels, rate * SECONDS)) one after the other; a shorter rest is left out."""
    waiting: list[NDArray[np.float32]] = []
    with suppress(AudioProblem):
        for rate, block in Decoding(path).blocks():
            waiting.append(block)
            size = rate * SECONDS
            while sum(each.shape[1] for each in waiting) >= size:
                sound = np.concatenate(waiting, axis=1)
                yield rate, sound[:, :size]
                waiting = [sound[:, size:]]


def _described(rate: int, sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """The second description, not a number throughout for a pause."""
    import soxr

    mono = np.asarray(soxr.resample(sound.mean(axis=0), rate, RATE), dtype=np.float32)
    found = second_description(mono)
    loud = float(np.sqrt(np.square(mono).mean())) >= _SILENCE
    return found if loud else np.full_like(found, np.nan)


def _second_path(sha: str) -> Path:
    return bench_dir() / "intent" / SECOND / f"{sha}.npy"


def _profile_path(analyser: str, sha: str, place: int) -> Path:
    return _profiles() / analyser / f"{sha}-{place}.npz"


def _profiles() -> Path:
    return bench_dir() / "intent" / "profiles"


def _fullest(present: str) -> str:
    """The analyser that heard most segments; in doubt the one that is set now."""
    counts = {
        folder.name: sum(1 for _ in folder.glob("*.npz"))
        for folder in (_profiles().iterdir() if _profiles().is_dir() else ())
    }
    return max(sorted(counts), key=lambda name: (counts[name], name == present), default=present)


def _kept(path: Path) -> TrackProfile | None:
    with suppress(FileNotFoundError, ValueError):
        return TrackProfile.unpack(path.read_bytes())
    return None


def _write(path: Path, data: bytes | NDArray[np.float32]) -> None:
    """Readers see it complete or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    if isinstance(data, bytes):
        partial.write_bytes(data)
    else:
        with partial.open("wb") as stream:
            np.save(stream, data)
    partial.replace(path)
