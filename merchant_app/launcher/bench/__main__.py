"""`make bench`: a table of what was measured, then the same as one line of JSON."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from merchant_app.launcher.bench import inputs
from merchant_app.launcher.bench.client import Person
from merchant_app.launcher.bench.instance import Instance
from merchant_app.launcher.bench.measures import (
    brief_seconds,
    catalogue_seconds,
    page_seconds,
    percentile,
    round_seconds,
)
from merchant_app.launcher.bench.memory import megabytes

JOBS = "jobs_job"


@dataclass(frozen=True)
class Measured:
    """One line of the table; `limit` is what we promise."""

    what: str
    value: float
    unit: str
    limit: float | None
    note: str = ""

    @property
    def kept(self) -> bool:
        return self.limit is None or self.value <= self.limit


def measure(instance: Instance) -> Iterator[Measured]:
    yield Measured("start until the web server answers", instance.started_in, "s", None)
    tracks, seconds = catalogue_seconds(instance.database_url(), JOBS)
    yield Measured("starter catalogue analysed", seconds, "s", 90, f"{tracks} tracks")

    people = instance.people()
    owner = Person(instance.url, people["owner"]["token"])
    stores = owner.get("/api/v1/stores/").json
    store = int(stores["results"][0]["id"])
    brief_seconds(owner, store, inputs.WORDS[0])  # the worker is warm from here on

    words = [brief_seconds(owner, store, text) for text in inputs.WORDS]
    yield _slowest("brief by words", [seconds for seconds, _ in words], 5)
    photos = [("photos", file) for file in inputs.photos()]
    yield _slowest("brief with three photos", [brief_seconds(owner, store, "", photos)[0]], 10)
    songs = [("seed_audio", file) for file in inputs.songs()]
    yield _slowest("brief with three seed tracks", [brief_seconds(owner, store, "", songs)[0]], 20)

    yield _slowest("feedback round", round_seconds(owner, words[-1][1]["playlist"]), 1)

    def sign_in() -> Person:
        person = Person(instance.url)
        person.sign_in(people["owner"]["email"], people["owner"]["password"])
        return person

    times, failed = page_seconds(sign_in)
    note = f"{len(times)} pages, {failed} failed, median {1000 * statistics.median(times):.0f} ms"
    yield Measured("page at p95, 20 people", 1000 * percentile(times, 0.95), "ms", 150, note)

    sizes = megabytes(instance.pid)
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sizes.items())
    yield Measured("memory of all processes", sum(sizes.values()), "MB", 3000, parts)


def _slowest(what: str, seconds: list[float], limit: float) -> Measured:
    note = f"slowest of {len(seconds)}" if len(seconds) > 1 else ""
    return Measured(what, max(seconds), "s", limit, note)


def machine() -> str:
    model = platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.partition(":")[2].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0))
    return f"{model}, {cores} cores, {memory:.0f} GB, Python {platform.python_version()}"


def main() -> int:
    """Exit code 1 where a promise is not kept, 2 where nothing could be measured."""
    print(f"{machine()}, {datetime.now(UTC):%Y-%m-%d}", flush=True)
    rows: list[Measured] = []
    try:
        with Instance() as instance:
            for row in measure(instance):
                rows.append(row)
                limit = f"≤ {row.limit:g} {row.unit}" if row.limit is not None else ""
                sign = "" if row.kept else "  NOT KEPT"
                value = f"{row.value:.0f}" if row.value >= 100 else f"{row.value:.2f}"
                print(
                    f"{row.what:<36} {value:>7} {row.unit:<3} {limit:<10} {row.note}{sign}",
                    flush=True,
                )
    except (RuntimeError, OSError) as error:
        print(f"Not measured: {error}", file=sys.stderr)
        return 2
    missed = [
        f"{row.what}: {row.value:.4g} {row.unit}; the promise is at most {row.limit:g} {row.unit}."
        for row in rows
        if not row.kept
    ]
    result = {"machine": machine(), "rows": [asdict(row) for row in rows], "falls_short": missed}
    print(json.dumps(result))
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
