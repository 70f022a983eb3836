"""Starter, open music and OpenMSX as one catalogue, as the product would hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.corpora import CorpusTrack, open_music, openmsx, profiles, starter
from matching.corpora.track import Say, silent
from matching.index.profiles import artist_code, profile_columns
from matching.index.snapshot import Snapshot
from matching.profile.track import TrackProfile
from matching.retrieval.query import Seed


@dataclass(frozen=True, eq=False)
class HumanCatalogue:
    """tracks and their profiles; in the snapshot a track's id and row is its number."""

    tracks: tuple[CorpusTrack, ...]
    heard: tuple[TrackProfile, ...]
    snapshot: Snapshot

    @classmethod
    def open(cls, *, say: Say = silent) -> HumanCatalogue:
        """All real tracks there are; raises CorpusMissing."""
        tracks = (*starter(), *open_music(), *openmsx())
        return cls.of(tracks, profiles(tracks, say=say))

    @classmethod
    def of(cls, tracks: Sequence[CorpusTrack], heard: Sequence[TrackProfile]) -> HumanCatalogue:
        """A catalogue of these tracks."""
        artists = [artist_code(str(track.labels.get("artist", ""))) for track in tracks]
        columns, analyser = profile_columns(range(len(tracks)), heard, artists)
        return cls(tuple(tracks), tuple(heard), Snapshot.of(columns, analyser))

    def without_artists(self) -> Snapshot:
        """The same snapshot with nobody's name, so that no artist's cap applies."""
        return replace(self.snapshot, artists=np.zeros_like(self.snapshot.artists))

    @property
    def ids(self) -> NDArray[np.int64]:
        return np.asarray(self.snapshot.ids)

    def seed(self, number: int) -> Seed:
        """A track as a song that an owner shows."""
        return as_seed(self.tracks[number].id, self.heard[number])


def as_seed(name: str, heard: TrackProfile) -> Seed:
    """An analysed song under a name."""
    return Seed.heard(name, heard)
