"""How long search and a whole round take at growing catalogues and shrinking allowed shares.

Styles are clustered and synthetic; one thread. Search is exact, so its recall is 1; the graph is
measured against it at the sizes where one is built.
"""

import json as json_format
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import faiss
import numpy as np

from matching.evaluation.metrics import recall_at
from matching.evaluation.synthetic import synthetic_catalogue
from matching.index.graph import GRAPH_FILE, Graph
from matching.index.snapshot import Rows, Snapshot
from matching.intent.state import Event
from matching.retrieval.calibration import calibrated
from matching.retrieval.query import Component, Query
from matching.retrieval.recommend import recommend

_SIZES = (1_000, 10_000, 100_000)
_SHARES = (1.0, 0.1, 0.01)
_TRIES, _TOP = 30, 50
_GRAPH_SIZE = 10_000
_QUERY = Query(
    (
        Component("tag:piano", 0.6, 1, ("words",)),
        Component("facet:tempo_bpm", 0.4, 1, ("words",), {"low": 60.0, "high": 85.0}),
    )
)


@dataclass(frozen=True)
class Timing:
    """Milliseconds at the median and the 95th percentile."""

    what: str
    tracks: int
    allowed: float
    median_ms: float
    p95_ms: float
    recall: float | None = None


def run(json: bool = False, *, sizes: tuple[int, ...] = _SIZES) -> dict[str, object]:
    """Run the bench on one thread, print it, and return what was printed."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        found = [timing for size in sizes for timing in _at(size)]
        found += _graph(min(_GRAPH_SIZE, max(sizes)))
    finally:
        faiss.omp_set_num_threads(threads)
    result: dict[str, object] = {"bench": "search", "timings": [vars(each) for each in found]}
    print(json_format.dumps(result) if json else _table(found))
    return result


def _at(size: int) -> list[Timing]:
    catalogue = synthetic_catalogue(size, seed=41)
    with tempfile.TemporaryDirectory() as folder:
        snapshot = catalogue.write(Path(folder) / "snapshot")
        started = time.perf_counter()
        calibrated(snapshot)
        first = 1e3 * (time.perf_counter() - started)
        found = [Timing("calibrate once", size, 1.0, round(first, 2), round(first, 2))]
        random = np.random.default_rng(0)
        events = [Event("accept" if n % 2 else "reject", 10 * n) for n in range(1, 31)]
        for share in _SHARES:
            rows = np.flatnonzero(random.random(size) < share)
            found += _at_share(snapshot, rows, share, events)
        return found


def _at_share(snapshot: Snapshot, rows: Rows, share: float, events: list[Event]) -> list[Timing]:
    ids, size = np.asarray(snapshot.ids)[rows], len(snapshot)
    styles = iter(np.asarray(snapshot.style[:_TRIES]))
    listed = partial(recommend, snapshot, _QUERY, allowed_ids=ids, length=20)
    return [
        _timed("similar", size, share, lambda: snapshot.similar(next(styles), rows, _TOP)),
        _timed("first list", size, share, listed),
        _timed("feedback round", size, share, partial(listed, events=events)),
    ]


def _graph(size: int) -> list[Timing]:
    """The graph alone, whatever the size from which the snapshot would ask it."""
    catalogue = synthetic_catalogue(size, seed=41)
    style = catalogue.columns["style"]
    snapshot, rows = catalogue.snapshot(), np.arange(size)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        Graph.build(style, Path(folder) / GRAPH_FILE)
        built = 1e3 * (time.perf_counter() - started)
        graph = Graph.open(Path(folder) / GRAPH_FILE)
        recalls, took = [], []
        for vector in style[:_TRIES]:
            exact, _ = snapshot.similar(vector, rows, _TOP)
            started = time.perf_counter()
            near = graph.propose(vector, rows, _TOP, size)
            ranked, _ = snapshot.similar(vector, np.sort(near), _TOP)
            took.append(1e3 * (time.perf_counter() - started))
            recalls.append(recall_at(ranked.tolist(), exact.tolist(), _TOP))
    return [
        Timing("graph: build", size, 1.0, round(built, 2), round(built, 2)),
        _summary("graph: similar", size, 1.0, took, round(float(np.mean(recalls)), 4)),
    ]


def _timed(what: str, size: int, share: float, action: Callable[[], object]) -> Timing:
    took = []
    for _ in range(_TRIES):
        started = time.perf_counter()
        action()
        took.append(1e3 * (time.perf_counter() - started))
    return _summary(what, size, share, took)


def _summary(
    what: str, size: int, share: float, took: list[float], recall: float | None = None
) -> Timing:
    median, late = np.percentile(took, [50, 95])
    return Timing(what, size, share, round(float(median), 2), round(float(late), 2), recall)


def _table(found: list[Timing]) -> str:
    lines = ["what                tracks  allowed   median ms    p95 ms  recall@50"]
    for each in found:
        recall = "" if each.recall is None else f"{each.recall:9.3f}"
        lines.append(
            f"{each.what:16} {each.tracks:9,}  {each.allowed:7.0%}  {each.median_ms:10.2f}"
            f"{each.p95_ms:10.2f}  {recall}"
        )
    return "\n".join(lines)
