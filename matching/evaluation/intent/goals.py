"""What the loop is meant to reach, and a sentence for every goal that names who misses it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matching.evaluation.intent.rounds import ROUNDS

GAP_CLOSED = {0.05: 0.5, 0.15: 0.4}
PRECISION_FACETS = 0.91
WORSE = 0.02
ROUNDS_TO_SATISFACTION = 3
CALIBRATION = 0.08
P95_MS = 50.0

LAST = f"after_{ROUNDS}"
FAMILY = {"facets": "facets", "second": "another space", "mixed": "two tastes"}

Rows = Sequence[Mapping[str, Any]]


def where(row: Mapping[str, Any]) -> str:
    """One line of a run, as it is named in sentences and tables."""
    return f"{row['catalogue']}, {FAMILY[row['family']]}, {row['noise']:.0%}"


def lines(result: Mapping[str, Any]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Rows of the curves by line and way."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for place, rows in result["curves"].items():
        for row in rows:
            own = {"catalogue": place, **row}
            found.setdefault(where(own), {})[row["way"]] = own
    return found


def falls_short(result: Mapping[str, Any]) -> list[str]:
    """``result`` as ``bench.run`` makes it; at most one sentence for each goal."""
    by_line = lines(result)
    ours = [ways["ours"] for ways in by_line.values()]
    found = [
        *_of_ours(ours),
        *_not_ahead(by_line),
        *_overlapping(by_line),
        *_unsatisfied(result["satisfaction"]),
        *_dishonest(result["calibration"]),
    ]
    speed = result["speed"]
    if speed is not None and speed["p95_ms"] > P95_MS:
        found.append(
            f"learner and ranking take {speed['p95_ms']:.0f} ms at the 95th percentile at "
            f"{speed['tracks']:,} tracks; the goal is {P95_MS:.0f}"
        )
    return [f"Intent: {sentence}." for sentence in found]


def _of_ours(ours: Rows) -> Iterator[str]:
    for noise, goal in GAP_CLOSED.items():
        short = [
            f"{row['gap_closed']['mean']:.0%} ({where(row)})"
            for row in ours
            if row["noise"] == noise and row["gap_closed"]["mean"] < goal
        ]
        if short:
            yield (
                f"of the gap to the oracle {_listed(short)} is closed; the goal is {goal:.0%} at "
                f"{noise:.0%} wrong clicks"
            )
    short = [
        f"{row[LAST]['mean']:.2f} ({where(row)})"
        for row in ours
        if row["family"] == "facets" and row["noise"] == 0.05
        if row[LAST]["mean"] < PRECISION_FACETS
    ]
    if short:
        yield (
            f"precision at 20 after three rounds is {_listed(short)}; the goal is "
            f"{PRECISION_FACETS}"
        )
    short = [
        f"{row['worse']['mean']:.1%} ({where(row)})" for row in ours if row["worse"]["mean"] > WORSE
    ]
    if short:
        yield (
            f"a list that was ever worse than before the first click had {_listed(short)} of the "
            f"owners; the goal is {WORSE:.0%}"
        )


def _not_ahead(by_line: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[str]:
    short = []
    for line, ways in by_line.items():
        for name, row in _others(ways):
            behind = [
                str(number)
                for number in range(1, ROUNDS + 1)
                if ways["ours"][f"after_{number}"]["mean"] <= row[f"after_{number}"]["mean"]
            ]
            if behind:
                short.append(f"{name} after round {_listed(behind)} ({line})")
    if short:
        yield f"not ahead of {'; '.join(short)}"


def _overlapping(by_line: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[str]:
    short = []
    for line, ways in by_line.items():
        own = ways["ours"][LAST]
        names = [
            name
            for name, row in _others(ways)
            if row[LAST]["mean"] < own["mean"] and own["low"] <= row[LAST]["high"]
        ]
        if names:
            short.append(f"{_listed(names)} ({line})")
    if short:
        yield f"after three rounds the intervals still overlap with those of {'; '.join(short)}"


def _others(
    ways: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((name, row) for name, row in ways.items() if name != "ours")


def _unsatisfied(rows: Rows) -> Iterator[str]:
    short = []
    for row in rows:
        rounds = row["median_rounds"]
        if row["noise"] <= 0.05 and (rounds is None or rounds > ROUNDS_TO_SATISFACTION):
            short.append(f"{'more than six' if rounds is None else f'{rounds:g}'} ({where(row)})")
    if short:
        yield (
            f"rounds until half of the owners accept 9 of 10: {_listed(short)}; the goal is "
            f"{ROUNDS_TO_SATISFACTION}"
        )


def _dishonest(rows: Rows) -> Iterator[str]:
    for row in rows:
        if row["error"] is None:
            yield f"nothing was foretold of {row['of']}"
        elif row["error"] > CALIBRATION:
            yield (
                f"the calibration error of {row['of']} is {row['error']:.3f}; the goal is "
                f"{CALIBRATION}"
            )


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:-1]) + (" and " if parts[1:] else "") + parts[-1]
