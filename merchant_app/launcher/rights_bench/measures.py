"""What is measured: the set query afresh, the kept clearances, and the decision row by row."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from licensing.rights.clearances import cleared_track_ids, computed_track_ids
from licensing.rights.facts import track_facts
from licensing.rights.rules import Use, decide

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
PLACES = {
    "a café in Germany": Use("DE", "cafe", 80.0, NOON, "Europe/Berlin"),
    "a hotel in the United Kingdom": Use("GB", "hotel", 900.0, NOON, "Europe/London"),
    "a shop in the United States, stored": Use(
        "US", "retail", None, NOON, "America/New_York", channel="offline", locations=12
    ),
}


def place_row(name: str, use: Use, sample: list[int], repeats: int) -> dict[str, Any]:
    """One line of the table; `sample` are the tracks that are decided one by one as well."""
    fresh_s, ids = _fastest(lambda: computed_track_ids(use), repeats)
    cleared_track_ids(use)  # computes and keeps
    kept_s, kept = _fastest(lambda: cleared_track_ids(use), 5 * repeats)
    began = time.perf_counter()
    decided = {facts.id for facts in track_facts(sample) if decide(facts, use).allowed}
    one_s = (time.perf_counter() - began) / len(sample)
    said = set(ids.tolist()).intersection(sample)
    tomorrow = replace(use, moment=datetime(2026, 6, 16, 12, tzinfo=UTC))
    return {
        "place": name,
        "cleared": len(ids),
        "afresh, s": round(fresh_s, 2),
        "kept, ms": round(1000 * kept_s, 1),
        "decided one by one, µs a track": round(1e6 * one_s),
        "sampled": len(sample),
        "disagree": len(decided ^ said) + int(not np.array_equal(ids, kept)),
        "the next day, s": round(_fastest(lambda: cleared_track_ids(tomorrow), 1)[0], 2),
    }


def _fastest(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    times, found = [], None
    for _ in range(repeats):
        began = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - began)
    return min(times), found
