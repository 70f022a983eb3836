"""``bench search``: how well and how fast the allowed tracks nearest to one are found.

Our scan with exact re-ranking, FAISS's HNSW with a selector and pgvector's HNSW with a WHERE
answer the same queries about the same made-up catalogue, which lies as real profiles do; one
thread. Then what a new version costs, and a first list and a round of feedback.
"""

import gc
import json as json_format
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.corpora import CorpusMissing, bench_dir, open_music, profiles, starter
from matching.evaluation import search_upkeep
from matching.evaluation.clustered import CHUNK, Clusters, Shape
from matching.evaluation.pgvector_way import pgvector
from matching.evaluation.search_cases import Case, cases
from matching.evaluation.search_report import shortfalls, table
from matching.evaluation.search_rounds import rounds
from matching.evaluation.search_ways import FaissGraph, measured, ours
from matching.evaluation.throwaway_postgres import PostgresMissing
from matching.index.folders import locked
from matching.index.snapshot import Snapshot

SMALL, MILLION = 100_000, 1_000_000
SEEDS = (0, 1, 2)
_QUERIES = 60
_BREADTHS = (128, 512)
_SCANS = ("off", "relaxed_order")
_ROUND_TRIES = 15

Result = dict[str, Any]


def run(
    json: bool = False, *, full: bool = False, sizes: Sequence[int] = (), postgres: bool = True
) -> Result:
    """Run the bench on one thread, print it, and return what was printed.

    full: also a million tracks, and three seeds at 100,000. sizes: other sizes than these.
    """
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    sizes = sizes or ((SMALL, MILLION) if full else (SMALL,))
    try:
        result = _run(sizes, SEEDS if full else SEEDS[:1], postgres)
    finally:
        faiss.omp_set_num_threads(threads)
    result["falls_short"] += shortfalls(result)
    # Counts come as NumPy's integers.
    print(json_format.dumps(result, default=int) if json else table(result))
    return result


def _run(sizes: Sequence[int], seeds: Sequence[int], postgres: bool) -> Result:
    real, described = _real()
    shape = Shape.fit(real)
    result: Result = {"bench": "search", "catalogue": described, "searches": [], "upkeep": [],
                      "rounds": [], "falls_short": []}  # fmt: skip
    for size in sizes:
        for seed in seeds if size <= SMALL else seeds[:1]:
            with _folder() as folder:
                clusters = Clusters(shape, size, seed)
                upkeep = {"tracks": size, **search_upkeep.built(folder / "v1", clusters)}
                snapshot = Snapshot.open(folder / "v1")
                sets = list(cases(snapshot, clusters.genre, real, _QUERIES, seed))
                del clusters
                name = "ours" if seed == SEEDS[0] else f"ours, seed {seed}"
                result["searches"] += [
                    measured(name, size, case, ours(snapshot)(case)) for case in sets
                ]
                if seed != SEEDS[0]:
                    continue
                _rivals(result, upkeep, snapshot, sets, postgres and size <= SMALL)
                result["rounds"] += rounds(snapshot, _ROUND_TRIES)
                result["upkeep"].append(upkeep)
                del snapshot, sets
                gc.collect()  # this process would count as one that shares the memory
                upkeep["memory"] = search_upkeep.memory(folder / "v1", size)
                upkeep["added"] = search_upkeep.added(folder / "v1", folder / "v2", seed)
                upkeep["swapped"] = search_upkeep.swapped_under_load(
                    folder / "v2", folder / "v3", seed + 1
                )
    return result


def _rivals(
    result: Result, upkeep: Result, snapshot: Snapshot, sets: Sequence[Case], postgres: bool
) -> None:
    size = len(snapshot)
    graph = FaissGraph(_blocks(snapshot), snapshot.style.shape[1], os.cpu_count() or 1)
    upkeep["faiss_hnsw_build_s"] = round(graph.build_s, 1)
    for breadth in _BREADTHS:
        name, way = f"FAISS HNSW, efSearch {breadth}", graph.asked_with(breadth)
        result["searches"] += [measured(name, size, case, way(case)) for case in sets]
    del graph
    if not postgres:
        return
    try:
        with pgvector(np.asarray(snapshot.style), sets) as server:
            upkeep["pgvector_build_s"] = round(server.build_s, 1)
            upkeep["pgvector_bytes_per_track"] = round(server.bytes_per_track)
            for case in sets:
                found = measured("pgvector, as planned", size, case, server.as_planned(case))
                result["searches"].append({**found, "answered_from": server.plan})
            server.leave_only_the_graph()
            for scan in _SCANS:
                way = server.by_graph(scan)
                name = f"pgvector HNSW, WHERE, iterative scan {scan}"
                result["searches"] += [measured(name, size, case, way(case)) for case in sets]
    except PostgresMissing as problem:
        result["falls_short"].append(f"Not compared with pgvector: {problem}")


def _blocks(snapshot: Snapshot) -> Iterator[NDArray[np.float32]]:
    for start in range(0, len(snapshot), CHUNK):
        yield snapshot.style[start : start + CHUNK]


def _real() -> tuple[NDArray[np.float32], str]:
    """Styles, beginnings and ends of real tracks, and what they are."""
    try:
        tracks, what = (*starter(), *open_music()), "the starter and the open-music catalogue"
    except CorpusMissing:
        tracks, what = starter(), "the starter catalogue only (open music could not be fetched)"
    heard = profiles(tracks)
    real = [getattr(each, part) for part in ("style", "intro", "outro") for each in heard]
    return np.stack(real).astype(np.float32), f"fitted to {len(heard)} real tracks of {what}"


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for one catalogue; those of benches that were killed go first."""
    bench_dir().mkdir(parents=True, exist_ok=True)
    for left in bench_dir().glob("search-*"):
        with locked(left, wait=False) as dead:
            if dead:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="search-", dir=bench_dir()))
    try:
        with locked(folder, wait=True):
            # One further down: whoever writes a version locks the folder it comes into.
            yield folder / "versions"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
