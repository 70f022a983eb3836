"""The music of one run: what it is, another description of it, and how the learner reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.intent.reading import read_facets, read_tags
from matching.evaluation.intent.segments import Segments
from matching.index.profiles import profile_columns
from matching.index.snapshot import Snapshot
from matching.retrieval.calibration import Calibrated, calibrated

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Music:
    """columns: a snapshot's, free of reading errors; second (n, WIDTH); source (n,) its track.

    ``read`` is what the learner sees: the same tracks with the analyser's errors.
    """

    name: str
    columns: Columns
    second: NDArray[np.float32]
    source: NDArray[np.int64]
    seed: int

    def __len__(self) -> int:
        return len(self.source)

    @cached_property
    def true(self) -> Calibrated:
        """What owners hear, on the scales of the catalogue."""
        return calibrated(Snapshot.of(dict(self.columns), "true"))

    @cached_property
    def read(self) -> Snapshot:
        random = np.random.default_rng([self.seed, 17])
        facets, voice_error = read_facets(self.columns["facets"].astype(np.float64), random)
        tags = read_tags(self.columns["tags"], voice_error, random)
        seen = {**self.columns, "facets": facets.astype(np.float32), "tags": tags}
        return Snapshot.of(seen, f"{self.name}, read with errors")

    @cached_property
    def second_axes(self) -> NDArray[np.float64]:
        """(n, up to 12) principal coordinates of the second description, of variance 1."""
        spread = np.maximum(self.second.std(axis=0), 1e-6)
        standard = ((self.second - self.second.mean(axis=0)) / spread).astype(np.float64)
        strength, basis = np.linalg.eigh(standard.T @ standard / len(standard))
        found = standard @ basis[:, ::-1][:, :12]
        return np.asarray(found / np.sqrt(np.maximum(strength[::-1][:12], 1e-9)))


def real_music(found: Segments, seed: int) -> Music:
    """Catalogue A. Segments of one track share their artist, as tracks of one album would."""
    ids = 10 * np.arange(1, len(found.profiles) + 1, dtype=np.int64)
    columns, _ = profile_columns(ids, found.profiles, found.tracks + 1)
    return Music("segments", columns, found.second, found.tracks, seed)
