"""Profiles of corpus tracks: analysed once, kept by the content of the file and the analyser."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from matching.corpora.track import CorpusTrack, Say, bench_dir, silent
from matching.profile.folder import audio_sha256
from matching.profile.track import TrackProfile

if TYPE_CHECKING:
    from matching.audio.windows import Coverage


def profiles(
    tracks: Sequence[CorpusTrack], *, coverage: Coverage = "windows", say: Say = silent
) -> list[TrackProfile]:
    """The profile of each track, in the same order, by the audio model that is set.

    Raises AudioProblem for a file that cannot be read and EncoderUnavailable without a model.
    """
    return list(_each(tracks, coverage, say))


def _each(tracks: Sequence[CorpusTrack], coverage: Coverage, say: Say) -> Iterator[TrackProfile]:
    # Both load model code, which whoever only lists tracks never needs.
    from matching.audio.analyse import analyse_file, analyser_name
    from matching.encoders.registry import audio_encoder

    encoder = audio_encoder()
    analyser = analyser_name(encoder, coverage)
    folder = bench_dir() / "profiles" / analyser
    for number, track in enumerate(tracks, 1):
        place = folder / f"{audio_sha256(track.path)}.npz"
        profile = _kept(place, analyser)
        if profile is None:
            say(f"Listening to {track.id} ({number} of {len(tracks)})")
            profile = analyse_file(track.path, encoder, coverage=coverage)
            _keep(place, profile)
        yield profile


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
