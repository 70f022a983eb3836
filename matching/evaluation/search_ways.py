"""The ways of searching that are measured on the same cases, and how they are timed."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.evaluation.metrics import interval, recall_at
from matching.evaluation.search_cases import TOP, Case
from matching.index.exact import Rows
from matching.index.snapshot import Snapshot

_faiss: Any = faiss

#: Given a query, the rows found, best first.
Ask = Callable[[NDArray[np.float32]], Rows]
_NEIGHBOURS, _BUILD_BREADTH = 24, 80


def ours(snapshot: Snapshot) -> Callable[[Case], Ask]:
    return lambda case: lambda query: snapshot.similar(query, case.rows, TOP)[0]


class FaissGraph:
    """FAISS HNSW over the same vectors with a bitmap of the allowed rows (Malkov, Yashunin 2016).

    threads: used to build it; searches use one.
    """

    def __init__(self, blocks: Iterable[NDArray[np.float32]], width: int, threads: int) -> None:
        self.index = _faiss.IndexHNSWFlat(width, _NEIGHBOURS, _faiss.METRIC_INNER_PRODUCT)
        self.index.hnsw.efConstruction = _BUILD_BREADTH
        started = time.perf_counter()
        _faiss.omp_set_num_threads(threads)
        try:
            for block in blocks:
                self.index.add(np.ascontiguousarray(block, dtype=np.float32))
        finally:
            _faiss.omp_set_num_threads(1)
        self.build_s = time.perf_counter() - started

    def asked_with(self, breadth: int) -> Callable[[Case], Ask]:
        def prepared(case: Case) -> Ask:
            parameters = _faiss.SearchParametersHNSW(efSearch=breadth)

            def ask(query: NDArray[np.float32]) -> Rows:
                # The bitmap is part of the work: who may hear what differs from call to call.
                mask = np.zeros(self.index.ntotal, dtype=bool)
                mask[case.rows] = True
                bits = np.packbits(mask, bitorder="little")
                if len(case.rows) < self.index.ntotal:
                    parameters.sel = _faiss.IDSelectorBitmap(bits)
                _, found = self.index.search(query[None, :], TOP, params=parameters)
                return found[0][found[0] >= 0].astype(np.int64)

            return ask

        return prepared


def measured(name: str, size: int, case: Case, ask: Ask) -> dict[str, Any]:
    """Recall at 50 and milliseconds, one query after the other on one thread."""
    for query in case.queries[:3]:  # pages and caches warm, as in a process that serves
        ask(query)
    took, used, recalls = [], [], []
    for query, truth in zip(case.queries, case.truth, strict=True):
        begun, worked = time.perf_counter(), time.process_time()
        found = ask(query)
        took.append(1e3 * (time.perf_counter() - begun))
        used.append(1e3 * (time.process_time() - worked))
        recalls.append(recall_at(found.tolist(), truth.tolist(), TOP))
    recall, low, high = interval(recalls)
    return {
        "way": name,
        "tracks": size,
        "allowed": case.share,
        "set": case.kind,
        "recall_at_50": round(recall, 4),
        "recall_interval": [round(low, 4), round(high, 4)],
        "recall_least": round(min(recalls), 3),
        "median_ms": round(float(np.median(took)), 3),
        "p95_ms": round(float(np.percentile(took, 95)), 3),
        "p95_cpu_ms": round(float(np.percentile(used, 95)), 3),
    }
