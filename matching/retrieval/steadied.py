"""What is read with errors, read once more through how the track sounds.

A tempo taken at double pace, a voice that was missed, a tag that was guessed: the analyser errs on
single tracks, and the style vector hardly shares these errors. So every facet and tag group is also
foretold from the style, by ridge regression over the catalogue (Hoerl and Kennard, 1970), and both
say together what the track is like: the reading by how sure it is, the foretold by how much of the
column the style explains (Fuller, Measurement Error Models, 1987).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import Columns
from matching.index.derived import State
from matching.index.snapshot import Snapshot
from matching.profile.track import FACETS
from matching.retrieval.scales import CLIP, Scales, sample_of
from matching.retrieval.tag_groups import TAG_GROUPS

Singles = NDArray[np.float32]

#: Directions of style that nearness is measured in.
NEAR_DIRECTIONS = 48
#: Share of a reading's variance that is the music and not the analyser's error, from what it gets
#: wrong on labelled music (docs/benchmarks.md); what is not named here is read as it is.
_TRUE_SHARE: Mapping[str, float] = {
    "tempo_bpm": 0.35,
    "energy": 0.75,
    "vocal": 0.37,
    "acoustic": 0.9,
    "mode": 0.33,
}
_TRUE_SHARE_OF_TAGS = 0.4
#: So many tracks for each direction that a column is foretold from, or noise would be learned.
_TRACKS_EACH, _MOST_DIRECTIONS = 10, 300
#: A catalogue of fewer tracks is read as it was measured.
_LEAST_TRACKS = 1_000
#: However well style foretells a column, its own reading keeps this much say.
_LEAST_SAY = 0.03
#: Nearness: how far strong directions are damped; 0 would make all weigh the same.
_DAMPING = 0.15
_RIDGE, _FLOOR, _WEAKEST = 1e-5, 1e-6, 1e-6
_CHUNK = 16_384
#: So many rows are turned into columns at once: they fit into the processor's cache.
_TURNED = 512


@dataclass(frozen=True, eq=False)
class Steadied:
    """facets (n, len(FACETS)) and groups (n, len(TAG_GROUPS)): z-scores; style (n,
    NEAR_DIRECTIONS) coordinates, the first of variance 1. All float32, columns as in
    ``Calibrated``.
    """

    facets: Singles
    groups: Singles
    style: Singles

    @cached_property
    def by_column(self) -> Singles:
        """(len(FACETS) + len(TAG_GROUPS), n) facets and groups so that a column is one run of
        memory; some columns of all tracks are found several times as fast."""
        facets, groups = self.facets.shape[1], self.groups.shape[1]
        turned = np.empty((facets + groups, len(self.facets)), dtype=np.float32)
        for start in range(0, len(self.facets), _TURNED):
            part = slice(start, start + _TURNED)
            turned[:facets, part] = self.facets[part].T
            turned[facets:, part] = self.groups[part].T
        return turned


class Steadying:
    """Fits how style foretells each column (a derivation of the index) and reads tracks anew."""

    name = "steadied-1"

    def __init__(self) -> None:
        self._scales = Scales()

    def fit(self, snapshot: Snapshot) -> State:
        sample = sample_of(len(snapshot))
        scales = self._scales.fit(snapshot)
        columns = self._read(scales, snapshot)[sample].astype(np.float64)
        style = np.asarray(snapshot.style[sample], dtype=np.float64)
        count, width = columns.shape
        middle = style.mean(axis=0) if count else np.zeros(style.shape[1])
        spread = style - middle
        strength, basis = np.linalg.eigh(spread.T @ spread / max(count, 1))
        strength, basis = strength[::-1], basis[:, ::-1]
        usable = int((strength > _WEAKEST * max(float(strength[0]), _FLOOR)).sum()) if count else 0
        used = min(_MOST_DIRECTIONS, usable, count // _TRACKS_EACH) if count >= _LEAST_TRACKS else 0
        basis = basis * np.where(basis[np.abs(basis).argmax(axis=0), range(len(basis))] < 0, -1, 1)
        along = spread @ basis[:, :used]
        means = columns.mean(axis=0) if count else np.zeros(width)
        weights = (along.T @ (columns - means)) / (
            count * (strength[:used, None] + _RIDGE * strength[:1, None]) + _FLOOR
        )
        left = (
            np.square(columns - means - along @ weights).mean(axis=0) if count else np.ones(width)
        )
        left *= count / max(count - used, 1)
        variance = columns.var(axis=0) if count else np.ones(width)
        say = _say(left, variance)
        steadied = means + along @ weights
        steadied += say * (columns - steadied)
        near = np.zeros((style.shape[1], NEAR_DIRECTIONS))
        shown = min(NEAR_DIRECTIONS, usable)
        relative = strength[:shown] / max(float(strength[0]), _FLOOR)
        near[:, :shown] = (
            basis[:, :shown] * relative**_DAMPING / np.sqrt(np.maximum(strength[:shown], _FLOOR**2))
        )
        return {
            **{f"scales_{name}": value for name, value in scales.items()},
            "middle": middle,
            "foretelling": basis[:, :used] @ weights,
            "means": means,
            "say": say,
            "spread": np.maximum(steadied.std(axis=0), _FLOOR) if count else np.ones(width),
            "near": near,
        }

    def columns(self, state: State, part: Snapshot) -> Columns:
        scales = {
            name.removeprefix("scales_"): value
            for name, value in state.items()
            if name.startswith("scales_")
        }
        read = self._read(scales, part)
        near = np.empty((len(part), state["near"].shape[1]), dtype=np.float32)
        onto = np.concatenate([state["foretelling"], state["near"]], axis=1).astype(np.float32)
        width = read.shape[1]
        for start in range(0, len(part), _CHUNK):
            rows = slice(start, start + _CHUNK)
            seen = (part.style[rows] - state["middle"].astype(np.float32)) @ onto
            foretold = seen[:, :width] + state["means"]
            steadied = foretold + state["say"] * (read[rows] - foretold)
            steadied = np.where(state["spread"] > _FLOOR, steadied - state["means"], 0.0)
            read[rows] = np.clip(steadied / state["spread"], -CLIP, CLIP)
            near[rows] = np.clip(seen[:, width:], -CLIP, CLIP)
        facets, groups = np.split(read, [len(FACETS)], axis=1)
        return {
            "facets": np.ascontiguousarray(facets),
            "groups": np.ascontiguousarray(groups),
            "style": near,
        }

    def _read(self, scales: State, part: Snapshot) -> Singles:
        """(n, len(FACETS) + len(TAG_GROUPS)) as they were read."""
        found = self._scales.columns(scales, part)
        return np.concatenate([found["facets"], found["groups"]], axis=1)


def _say(left: NDArray[np.float64], variance: NDArray[np.float64]) -> NDArray[np.float64]:
    """(d,) 0..1: what the own reading weighs; left, variance (d,): of the reading, without and
    with what style foretells."""
    shares = [_TRUE_SHARE.get(name, 1.0) for name in FACETS]
    true = np.array(shares + [_TRUE_SHARE_OF_TAGS] * len(TAG_GROUPS))
    error = (1.0 - true) * variance
    say = np.clip((left - error) / np.maximum(left, _FLOOR), _LEAST_SAY, 1.0)
    return np.where(true < 1.0, say, 1.0)
