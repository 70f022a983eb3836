"""What every way of learning is given: the catalogue as it is read, the brief and the clicks."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows, Snapshot
from matching.intent.features import LEARNED_FACETS
from matching.intent.state import Event
from matching.profile.track import FACETS
from matching.retrieval.calibration import calibrated
from matching.retrieval.prepare import prepare
from matching.retrieval.query import Query

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
_FEATURES, _DIRECTIONS = "intent bench features", "intent bench directions"


@dataclass(eq=False)
class Session:
    """One owner with one way of learning; rows are those of ``snapshot``."""

    snapshot: Snapshot
    query: Query
    shown: Rows
    hidden: Rows
    seed: int
    accepted: list[int] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)

    @cached_property
    def brief(self) -> Floats:
        """(n,) how well each track meets the brief, standardised."""
        found = prepare(self.snapshot, self.query, allowed_ids=self.snapshot.ids).score.total
        return np.asarray((found - found.mean()) / max(float(found.std()), 1e-9))

    @property
    def features(self) -> Singles:
        """(n, d) facets, tag groups and style, standardised: what ours learns over, too."""
        found: Singles | None = self.snapshot.memo.get(_FEATURES)
        if found is None:
            catalogue = calibrated(self.snapshot)
            own = [FACETS.index(name) for name in LEARNED_FACETS]
            blocks = (catalogue.facets[:, own], catalogue.groups, catalogue.directions)
            found = np.concatenate(blocks, axis=1)
            self.snapshot.memo[_FEATURES] = found
        return found

    @property
    def directions(self) -> Singles:
        """(n, d) the features as unit vectors."""
        found: Singles | None = self.snapshot.memo.get(_DIRECTIONS)
        if found is None:
            length = np.linalg.norm(self.features, axis=1, keepdims=True)
            found = self.features / np.maximum(length, 1e-9)
            self.snapshot.memo[_DIRECTIONS] = found
        return found

    @property
    def fresh(self) -> Rows:
        """Rows that may be offered and were not yet judged."""
        return np.setdiff1d(self.shown, [*self.accepted, *self.rejected])

    @property
    def judged(self) -> tuple[Rows, Floats]:
        """Judged rows, and 1 where they were accepted."""
        rows = np.array([*self.accepted, *self.rejected], dtype=np.int64)
        return rows, np.r_[np.ones(len(self.accepted)), np.zeros(len(self.rejected))]

    @property
    def others(self) -> Rows:
        """Some tracks that nobody judged, as weak examples of what is not wanted."""
        random = np.random.default_rng([self.seed, 41])
        return np.sort(random.choice(self.fresh, min(_WEAK, len(self.fresh)), replace=False))

    @property
    def events(self) -> list[Event]:
        ids = self.snapshot.ids
        return [Event("accept", int(ids[row])) for row in self.accepted] + [
            Event("reject", int(ids[row])) for row in self.rejected
        ]

    def click(self, row: int, *, accepts: bool) -> None:
        (self.accepted if accepts else self.rejected).append(row)


#: As many weak negatives as ours takes, and what each weighs.
_WEAK = 200
WEAK_WEIGHT = 0.2
