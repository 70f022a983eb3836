"""Profiles of corpus tracks: analysed once, kept by the content of the file and the analyser."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from matching.audio.errors import AudioProblem
from matching.corpora.track import CorpusTrack, Say, bench_dir, silent
from matching.profile.folder import audio_sha256
from matching.profile.track import TrackProfile

if TYPE_CHECKING:
    from matching.audio.windows import Coverage

_SAY_EVERY = 10


def profiles(
    tracks: Sequence[CorpusTrack], *, coverage: Coverage = "windows", say: Say = silent
) -> list[TrackProfile]:
    """The profile of each track, in the same order, by the audio model that is set.

    Raises AudioProblem for a file that cannot be read and EncoderUnavailable without a model.
    """
    return list(_each(tracks, coverage, say))


def hear(
    tracks: Sequence[CorpusTrack], *, jobs: int, again: bool = False, say: Say = silent
) -> list[str]:
    """Makes the profiles that are not there yet, several at a time; ``again`` makes them all.

    Returns a sentence for every file that cannot be read.
    """
    if again:
        shutil.rmtree(bench_dir() / "profiles", ignore_errors=True)
    # A forked process would inherit torch's thread pool in an unusable state.
    context = multiprocessing.get_context("spawn")
    problems = []
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_one_thread) as pool:
        for number, problem in enumerate(pool.map(_hear_one, tracks), 1):
            if problem:
                problems.append(problem)
            elif number % _SAY_EVERY == 0 or number == len(tracks):
                say(f"{number} of {len(tracks)} tracks heard")
    return problems


def _hear_one(track: CorpusTrack) -> str:
    try:
        profiles([track])
    except AudioProblem as problem:
        return f"{track.id}: {problem}"
    return ""


def _one_thread() -> None:
    # Every process works by itself; threads on top would only wait for each other.
    os.environ.setdefault("MATCHING_THREADS", "1")


def _each(tracks: Sequence[CorpusTrack], coverage: Coverage, say: Say) -> Iterator[TrackProfile]:
    # Both load model code, which whoever only lists tracks never needs.
    from matching.audio.analyse import analyse_file, analyser_name
    from matching.encoders.registry import audio_encoder

    encoder = audio_encoder()
    analyser = analyser_name(encoder, coverage)
    folder = bench_dir() / "profiles" / analyser
    places = [folder / f"{audio_sha256(track.path)}.npz" for track in tracks]
    # What another process listens to at this moment is left to it, and asked for at the end.
    for wait in (False, True):
        for number, (track, place) in enumerate(zip(tracks, places, strict=True), 1):
            if _kept(place, analyser) is not None:
                continue
            with _claim(place, wait=wait) as ours:
                if ours and _kept(place, analyser) is None:
                    say(f"Listening to {track.id} ({number} of {len(tracks)})")
                    _keep(place, analyse_file(track.path, encoder, coverage=coverage))
    for place in places:
        yield TrackProfile.unpack(place.read_bytes())


@contextmanager
def _claim(place: Path, *, wait: bool) -> Iterator[bool]:
    """Whether this process alone may make a profile; ``wait`` until it may."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".claim").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
        place.with_suffix(".claim").unlink(missing_ok=True)


def _kept(place: Path, analyser: str) -> TrackProfile | None:
    with suppress(FileNotFoundError, ValueError):
        profile = TrackProfile.unpack(place.read_bytes())
        if profile.analyser == analyser:
            return profile
    return None


def _keep(place: Path, profile: TrackProfile) -> None:
    """Readers see it complete or not at all; two writers write the same."""
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(f".{os.getpid()}.partial")
    partial.write_bytes(profile.pack())
    os.replace(partial, place)
