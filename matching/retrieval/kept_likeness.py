"""The similarity vectors of a catalogue as a derivation: kept with a version of the index."""

from collections.abc import Mapping
from dataclasses import astuple, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import Columns
from matching.index.derived import State
from matching.index.snapshot import Snapshot
from matching.profile.similarity import WEIGHTS, SimilaritySpace
from matching.retrieval.likeness import Likeness, sounds_of, usual_of
from matching.retrieval.scales import sample_of

_WEIGHTS = "weights"
_SPACE = tuple(field.name for field in fields(SimilaritySpace) if field.name != _WEIGHTS)


class KeptLikeness:
    """Fits the space in which tracks are compared, and gives their vectors in it.

    The mean and the spread of likenesses are those of the sample that speaks for the catalogue.
    """

    #: Other weights are another space.
    name = "-".join(("likeness", *map(str, astuple(WEIGHTS))))

    def fit(self, snapshot: Snapshot) -> State:
        likeness = Likeness.of(sounds_of(snapshot).part(sample_of(len(snapshot))))
        space = {name: np.asarray(getattr(likeness.space, name)) for name in _SPACE}
        return {**space, "mean": likeness.mean, "covariance": likeness.covariance}

    def columns(self, state: State, part: Snapshot) -> Columns:
        vectors = _space(state).vectors(sounds_of(part))
        usual, spread = usual_of(vectors, state["mean"], state["covariance"])
        return {"vectors": vectors, "usual": usual, "usual_spread": spread}


def likeness_from(state: State, columns: Mapping[str, NDArray[Any]]) -> Likeness:
    """The likeness of a snapshot from what was kept of it."""
    return Likeness(
        _space(state), columns["vectors"], state["mean"], state["covariance"], columns["usual"],
        columns["usual_spread"],
    )  # fmt: skip


def _space(state: State) -> SimilaritySpace:
    arrays: dict[str, Any] = {name: state[name] for name in _SPACE}
    return SimilaritySpace(**arrays)
