"""The measurements, each from outside: through the API, the pages, the job table, /proc."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

from merchant_app.launcher.bench.client import File, Person

# The analysis of the starter catalogue, however many passes its jobs took.
ANALYSIS = """
    select count(*) filter (where state in ('queued', 'working')), count(*),
           extract(epoch from max(finished_at) - min(created_at))
    from {table} where queue = 'analyse'
"""


def catalogue_seconds(database_url: str, table: str, within: float = 900.0) -> tuple[int, float]:
    """Wait until every analysis ended: (tracks, seconds from the first asked to the last done)."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        with psycopg.connect(database_url) as connection:
            row = connection.execute(ANALYSIS.format(table=table)).fetchone()
        waiting, tracks, seconds = row or (0, 0, None)
        if tracks and not waiting:
            return int(tracks), float(seconds)
        time.sleep(0.5)
    raise RuntimeError(f"the starter catalogue was not analysed within {within:.0f} s")


def brief_seconds(
    owner: Person, store: int, words: str, files: Sequence[tuple[str, File]] = ()
) -> tuple[float, dict[str, Any]]:
    """From sending a brief to its playlist: (seconds, the finished brief)."""
    began = time.perf_counter()
    fields = {"description": words} if words else {}
    answer = owner.post_form(f"/api/v1/stores/{store}/briefs/", fields, files)
    if answer.status != 202:
        raise RuntimeError(f"the brief was refused: {answer.status} {answer.text[:300]}")
    brief = answer.json
    while brief["status"] not in ("ready", "failed", "cancelled"):
        if time.perf_counter() - began > 180:
            raise RuntimeError(f"the brief is still {brief['status']} after 180 s")
        time.sleep(0.05)
        brief = owner.get(f"/api/v1/briefs/{brief['id']}/").json
    if brief["status"] != "ready":
        raise RuntimeError(f"the brief {brief['status']}: {brief['problems']}")
    return time.perf_counter() - began, brief


def round_seconds(owner: Person, playlist: int, rounds: int = 5) -> list[float]:
    """Feedback rounds: one accepted and two rejected of what is new in each version."""
    taken: list[float] = []
    judged: set[int] = set()
    page = owner.get(f"/api/v1/playlists/{playlist}/").json
    for _ in range(rounds):
        fresh = [i["track"]["id"] for i in page["items"] if i["track"]["id"] not in judged][:3]
        judged.update(fresh)
        answer = owner.post_json(
            f"/api/v1/playlists/{playlist}/feedback/", {"accept": fresh[:1], "reject": fresh[1:]}
        )
        if answer.status != 200:
            raise RuntimeError(f"feedback was refused: {answer.status} {answer.text[:300]}")
        taken.append(answer.seconds)
        page = answer.json
    return taken


def page_seconds(
    sign_in: Callable[[], Person], *, people: int = 20, seconds: float = 20.0, pause: float = 1.0
) -> tuple[list[float], int]:
    """`people` click through the pages for `seconds`, reading `pause` on average: (times, failed).

    The first clicks of a person, which fill caches, count like all others.
    """
    crowd = [sign_in() for _ in range(people)]
    paths = crowd[0].pages()
    times: list[float] = []
    failed: list[int] = []
    end = time.monotonic() + seconds

    def click(person: Person, chance: random.Random) -> None:
        while time.monotonic() < end:
            time.sleep(chance.uniform(0.0, 2 * pause))
            answer = person.get(chance.choice(paths))
            times.append(answer.seconds)
            if answer.status != 200:
                failed.append(answer.status)

    threads = [
        threading.Thread(target=click, args=(person, random.Random(number)))  # noqa: S311
        for number, person in enumerate(crowd)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(failed)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0..1) of the values do not exceed."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]
