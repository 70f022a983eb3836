"""From clicks to lessons: which tracks teach what, and how much each of them counts.

An owner's own verdict counts once for each track, the last one; "more" and "less like this" count
twice, a skip a quarter. Votes add to it by their weight. What was said for other briefs of the
store counts little from the start, and less with every verdict of its own. Catalogue tracks nobody
judged are weak negatives, so that a few accepts already say what is special about them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.index.ascending_rows import places_among
from matching.index.snapshot import Rows, Snapshot
from matching.intent.state import ACCEPTING, Event, EventKind, verdicts

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]

_KIND_WEIGHT: Mapping[EventKind, float] = {
    "accept": 1.0, "reject": 1.0, "skip": 0.25, "more": 2.0, "less": 2.0,
}  # fmt: skip
#: The share that lessons of other briefs count for, before any own verdict; after so many own ones
#: it is half of that.
_TAUGHT_WEIGHT, _TAUGHT_HALF = 0.4, 10.0
_TAUGHT_MOST = 200
_WEAK_COUNT, _WEAK_WEIGHT = 200, 0.2


@dataclass(frozen=True, eq=False)
class Lessons:
    """rows (m,) of tracks, labels (m,) 1 accepted or 0 not, weights (m,).

    said: (m,) what people said, as against weak negatives. elsewhere: (m,) what was said for other
    briefs. own: how many tracks have an accept or reject that decides; accepted: how many of them
    an accept.
    """

    rows: Rows
    labels: Floats
    weights: Floats
    said: Marks
    elsewhere: Marks
    own: int
    accepted: int


def lessons(
    snapshot: Snapshot, allowed: Rows, events: Sequence[Event], taught: Sequence[Event] = ()
) -> Lessons:
    """All lessons in a fixed order: here, elsewhere, weak ones; none where nothing was said.

    The order of events does not matter, except that the last verdict on a track counts.
    """
    standing = verdicts(events)
    here = _counted(standing_events(events))
    judged = {track for track, _ in here}
    fading = _TAUGHT_WEIGHT * _TAUGHT_HALF / (_TAUGHT_HALF + len(judged))
    there = _counted(_latest(event for event in taught if event.id not in judged), fading)
    rows, labels, weights, elsewhere = [], [], [], []
    for counted, far in ((here, False), (there, True)):
        for track, label in sorted(counted):
            row = snapshot.rows([track])
            if len(row):
                rows.append(int(row[0]))
                labels.append(float(label))
                weights.append(counted[track, label])
                elsewhere.append(far)
    weak = _weak(allowed, rows) if rows else []
    return Lessons(
        np.array(rows + weak, dtype=np.int64),
        np.array(labels + [0.0] * len(weak)),
        np.array(weights + [_WEAK_WEIGHT] * len(weak)),
        np.arange(len(rows) + len(weak)) < len(rows),
        np.array(elsewhere + [False] * len(weak), dtype=bool),
        len(snapshot.rows(standing.accepted | standing.rejected)),
        len(snapshot.rows(standing.accepted)),
    )


def standing_events(events: Iterable[Event]) -> list[Event]:
    """The last word on each track of those who decide, and every vote."""
    last: dict[int, Event] = {}
    votes = []
    for event in events:
        if not event.decides:
            votes.append(event)
        elif event.kind != "skip" or event.id not in last:
            last[event.id] = event
    return [*last.values(), *votes]


def _latest(events: Iterable[Event]) -> list[Event]:
    """The last word on each of the tracks that were judged last."""
    last: dict[int, Event] = {}
    for event in events:
        last.pop(event.id, None)
        last[event.id] = event
    return list(last.values())[-_TAUGHT_MOST:]


def _counted(events: Iterable[Event], share: float = 1.0) -> dict[tuple[int, bool], float]:
    """How much speaks for each (track, accepted)."""
    found: dict[tuple[int, bool], list[float]] = defaultdict(list)
    for event in events:
        weight = share * event.weight * _KIND_WEIGHT[event.kind]
        found[event.id, event.kind in ACCEPTING].append(weight)
    # Sorted, so that the sum does not depend on the order of votes.
    return {key: float(sum(sorted(weights))) for key, weights in found.items()}


def _weak(allowed: Rows, judged: Sequence[int]) -> list[int]:
    others = np.delete(allowed, places_among(allowed, np.array(judged, dtype=np.int64)))
    return np.sort(others[_drawn(len(others))]).tolist()


@lru_cache(maxsize=1024)
def _drawn(count: int) -> Rows:
    """Places of some of ``count`` tracks: by their number only, so that a replay draws the same."""
    return np.random.default_rng(count).permutation(count)[:_WEAK_COUNT].copy()
