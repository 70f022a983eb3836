"""What keeping a snapshot costs: adding tracks, swapping under load, and memory of processes."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.clustered import Clusters
from matching.index.columns import Columns, column_path
from matching.index.growing import append_columns
from matching.index.snapshot import CORE, Snapshot
from matching.index.writing import write_columns
from matching.retrieval.calibration import DERIVATIONS

ADDED = 100
_SEARCHERS = 2
_SETTLE_S = 0.5


def built(folder: Path, clusters: Clusters) -> dict[str, Any]:
    """Write all tracks as a version; making them up is not counted."""
    made = _Stopwatch()
    started, worked = time.perf_counter(), time.process_time()
    write_columns(folder, made.outside(clusters.chunks()), derivations=DERIVATIONS)
    seconds = time.perf_counter() - started - made.seconds
    cpu = time.process_time() - worked - made.cpu_seconds
    size = sum(path.stat().st_size for path in folder.iterdir())
    codes = column_path(folder, "style.codes")
    return {
        "build_s": round(seconds, 2),
        "build_cpu_s": round(cpu, 2),
        "disk_bytes_per_track": round(size / clusters.size, 1),
        "scan_bytes_per_track": codes.stat().st_size // clusters.size if codes.exists() else 0,
    }


def added(folder: Path, target: Path, seed: int) -> dict[str, Any]:
    """Add 100 tracks to the version in ``folder`` as ``target``."""
    base = Snapshot.open(folder)
    new = some_more(base, seed)
    disk = _blocks(folder)
    started, worked = time.perf_counter(), time.process_time()
    append_columns(target, base, new, version=2, derivations=DERIVATIONS)
    grown = Snapshot.open(target)
    found = {
        "tracks": ADDED,
        "seconds": round(time.perf_counter() - started, 3),
        "cpu_seconds": round(time.process_time() - worked, 3),
        "disk_mb": round((_blocks(folder, target) - disk) / 1e6, 2),
    }
    rows, _ = grown.similar(new["style"][-1], np.arange(len(grown)), 1)
    if int(grown.ids[rows[0]]) != int(new["ids"][-1]):
        raise AssertionError("an added track does not find itself")
    return found


def swapped_under_load(folder: Path, target: Path, seed: int) -> dict[str, Any]:
    """Search on two threads without a pause while a version is written, swapped in, and the old
    one deleted; every search must answer with 50 tracks."""
    load = _Load(Snapshot.open(folder))
    with load:
        time.sleep(_SETTLE_S)
        append_columns(
            target, load.snapshot, some_more(load.snapshot, seed), version=3,
            derivations=DERIVATIONS,
        )  # fmt: skip
        started = time.perf_counter()
        opened = Snapshot.open(target)
        load.snapshot = opened
        swap_ms = 1e3 * (time.perf_counter() - started)
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        time.sleep(_SETTLE_S)
    return {
        "swap_ms": round(swap_ms, 2),
        "searches": load.answered,
        "failed": load.failed,
        "of_the_new_version": load.answered_new,
    }


def memory(folder: Path, tracks: int) -> dict[str, Any]:
    """Proportional memory of one process that searches everything, and of two at once."""
    with _reader(folder) as one:
        alone = _ask(one)
    with _reader(folder) as one, _reader(folder) as two:
        both = [_ask(one), _ask(two)]
    grown = [each["after"]["pss"] - each["before"]["pss"] for each in (alone, *both)]
    return {
        "one_process_mb": round(grown[0] / 1e3, 1),
        "two_processes_mb_each": [round(each / 1e3, 1) for each in grown[1:]],
        "own_bytes_per_track": round(
            1024
            * (alone["after"]["private_dirty"] - alone["before"]["private_dirty"])
            / max(tracks, 1),
            1,
        ),
    }


def some_more(base: Snapshot, seed: int) -> Columns:
    """100 tracks that lie near old ones, with greater ids."""
    random = np.random.default_rng(seed)
    near = np.sort(random.choice(len(base), ADDED, replace=False))
    columns: dict[str, NDArray[Any]] = {name: np.array(getattr(base, name)[near]) for name in CORE}
    moved = columns["style"] + random.normal(0, 0.005, columns["style"].shape)
    columns["style"] = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
    columns["ids"] = int(base.ids[-1]) + 1 + np.arange(ADDED, dtype=np.int64)
    return columns


class _Load:
    """Threads that search whatever snapshot is current."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self._first = snapshot, snapshot
        self.answered = self.answered_new = self.failed = 0
        self._counting, self._end = threading.Lock(), threading.Event()
        self._threads = [
            threading.Thread(target=self._search, args=(number,)) for number in range(_SEARCHERS)
        ]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _search(self, number: int) -> None:
        random = np.random.default_rng(number)
        while not self._end.is_set():
            snapshot = self.snapshot
            try:
                row = int(random.integers(len(snapshot)))
                rows, _ = snapshot.similar(snapshot.style[row], np.arange(len(snapshot)), 50)
                good = len(rows) == 50 and rows[0] == row
            except Exception:  # whatever it is, a merchant would have seen it
                good = False
            with self._counting:
                self.answered += good
                self.answered_new += good and snapshot is not self._first
                self.failed += not good


class _Stopwatch:
    """Time spent making up tracks, which is not the writer's."""

    def __init__(self) -> None:
        self.seconds = self.cpu_seconds = 0.0

    def outside(self, chunks: Iterator[Columns]) -> Iterator[Columns]:
        while True:
            started, worked = time.perf_counter(), time.process_time()
            chunk = next(chunks, None)
            self.seconds += time.perf_counter() - started
            self.cpu_seconds += time.process_time() - worked
            if chunk is None:
                return
            yield chunk


def _blocks(*folders: Path) -> int:
    """Bytes on disk; a file with two names counts once."""
    found = {path.stat().st_ino: path.stat().st_blocks * 512
             for folder in folders for path in folder.iterdir()}  # fmt: skip
    return sum(found.values())


@contextmanager
def _reader(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "matching.evaluation.snapshot_reader", str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        _line(process)
        yield process
    finally:
        process.kill()
        process.wait()


def _ask(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdin is not None  # noqa: S101
    process.stdin.write("\n")
    process.stdin.flush()
    return json.loads(_line(process))


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None  # noqa: S101
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the process that reads the snapshot ended")
    return line
