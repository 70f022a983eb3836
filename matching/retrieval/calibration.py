"""What is high and what is low in this catalogue: every column on one comparable scale.

The tagger's probabilities are tiny and uneven ("rock" is often 0.1, "harp" hardly ever 0.01), so a
tag counts by how far its log-odds stand out over the whole snapshot. Facets and styles likewise.
A version on disk keeps all this and processes share it; of a snapshot in memory it is computed
once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import Column
from matching.index.derived import Derivation, State
from matching.index.snapshot import Snapshot
from matching.retrieval.kept_likeness import KeptLikeness, likeness_from
from matching.retrieval.likeness import Likeness
from matching.retrieval.scales import CLIP as CLIP
from matching.retrieval.scales import FACET_INDEX as FACET_INDEX
from matching.retrieval.scales import STYLE_DIRECTIONS as STYLE_DIRECTIONS
from matching.retrieval.scales import Scales
from matching.retrieval.scales import tempo_octaves as tempo_octaves
from matching.retrieval.steadied import Steadied, Steadying

Floats = NDArray[np.floating[Any]]

_SCALES, _LIKENESS, _STEADYING = Scales(), KeptLikeness(), Steadying()
#: What is to be kept with a version on disk.
DERIVATIONS: Sequence[Derivation] = (_SCALES, _LIKENESS, _STEADYING)


@dataclass(frozen=True, eq=False)
class Calibrated:
    """Standardised columns of a snapshot of n tracks (see ``scales.Scales``).

    groups: (n, len(TAG_GROUPS)) float32 z-scores of log-odds. facets: (n, len(FACETS)) float32
    z-scores; tempo in octaves, pulled to the middle where its confidence is low. directions:
    (n, STYLE_DIRECTIONS) float32 principal coordinates of style. facet_middle and facet_scale:
    (len(FACETS),) median and standard deviation in the facets' own units (tempo in octaves).
    """

    snapshot: Snapshot
    groups: NDArray[np.float32]
    facets: NDArray[np.float32]
    directions: NDArray[np.float32]
    facet_middle: NDArray[np.float32]
    facet_scale: NDArray[np.float32]

    @cached_property
    def likeness(self) -> Likeness:
        """How like one another the tracks are; where it was not kept, computed on first use."""
        state, columns = _kept(self.snapshot, _LIKENESS)
        return likeness_from(state, columns)

    @cached_property
    def steadied(self) -> Steadied:
        """Columns with fewer errors, for learning; where they were not kept, computed once."""
        _, columns = _kept(self.snapshot, _STEADYING)
        return Steadied(columns["facets"], columns["groups"], columns["style"])


_MEMO = "calibrated"
_lock = Lock()


def calibrated(snapshot: Snapshot) -> Calibrated:
    """The calibration of a snapshot; where it was not kept, computed on first use."""
    with _lock:
        found: Calibrated | None = snapshot.memo.get(_MEMO)
        if found is None:
            state, columns = _kept(snapshot, _SCALES)
            found = Calibrated(
                snapshot=snapshot,
                groups=columns["groups"],
                facets=columns["facets"],
                directions=columns["directions"],
                facet_middle=state["facet_middle"],
                facet_scale=state["facet_scale"],
            )
            snapshot.memo[_MEMO] = found
        return found


def _kept(snapshot: Snapshot, derivation: Derivation) -> tuple[State, dict[str, Column]]:
    kept = snapshot.state(derivation.name)
    if kept is not None:
        return kept, snapshot.derived(derivation.name)
    state = derivation.fit(snapshot)
    return state, dict(derivation.columns(state, snapshot))
