"""How long a first list and a round of feedback take over growing allowed sets."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from matching.index.snapshot import Snapshot
from matching.intent.state import Event
from matching.retrieval.calibration import calibrated
from matching.retrieval.query import Component, Query
from matching.retrieval.recommend import recommend

ROUND_GOAL_MS = 50.0
_SHARES = (1.0, 0.1, 0.01)
_LENGTH, _VERDICTS = 20, 30
_QUERY = Query(
    (
        Component("tag:piano", 0.6, 1, ("words",)),
        Component("facet:tempo_bpm", 0.4, 1, ("words",), {"low": 60.0, "high": 85.0}),
    )
)


def rounds(snapshot: Snapshot, tries: int) -> list[dict[str, Any]]:
    """Calibration, then first lists of 20 and rounds with 30 verdicts, on one thread.

    The very first round also lays out what all later ones read, and is a row of its own.
    """
    size = len(snapshot)
    found = [_timed("calibrate once", size, 1.0, 1, lambda: calibrated(snapshot))]
    random = np.random.default_rng(0)
    events = [
        Event("accept" if place % 2 else "reject", int(snapshot.ids[place]))
        for place in range(_VERDICTS)
    ]
    for share in _SHARES:
        rows = np.flatnonzero(random.random(size) < share) if share < 1.0 else np.arange(size)
        ids = np.asarray(snapshot.ids)[rows]
        listed = partial(recommend, snapshot, _QUERY, allowed_ids=ids, length=_LENGTH)
        found.append(_timed("first list", size, share, tries, listed))
        again = partial(listed, events=events)
        if share == _SHARES[0]:
            found.append(_timed("first feedback round", size, share, 1, again))
        found.append(_timed("feedback round", size, share, tries, again))
    return found


def _timed(
    what: str, size: int, share: float, tries: int, action: Callable[[], object]
) -> dict[str, Any]:
    took, used = [], []
    for _ in range(tries):
        begun, worked = time.perf_counter(), time.process_time()
        action()
        took.append(1e3 * (time.perf_counter() - begun))
        used.append(1e3 * (time.process_time() - worked))
    return {
        "what": what,
        "tracks": size,
        "allowed": share,
        "median_ms": round(float(np.median(took)), 2),
        "p95_ms": round(float(np.percentile(took, 95)), 2),
        "p95_cpu_ms": round(float(np.percentile(used, 95)), 2),
    }
