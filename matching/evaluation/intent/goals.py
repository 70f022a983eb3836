"""What the loop is meant to reach, and a sentence for every goal that a run missed."""

from collections.abc import Iterator, Mapping
from typing import Any

from matching.evaluation.intent.rounds import ROUNDS

GAP_CLOSED = {0.05: 0.5, 0.15: 0.4}
PRECISION_FACETS = 0.91
WORSE = 0.02
ROUNDS_TO_SATISFACTION = 3
CALIBRATION = 0.08
P95_MS = 50.0

_LAST = f"after_{ROUNDS}"
_FAMILY = {"facets": "tastes of facets", "second": "tastes of another space"}


def falls_short(result: Mapping[str, Any]) -> list[str]:
    """``result`` as ``bench.run`` makes it, sentences in the order of its parts."""
    rows = [{"catalogue": place, **row} for place, some in result["curves"].items() for row in some]
    ours = {_case(row): row for row in rows if row["way"] == "ours"}
    found = [sentence for row in ours.values() for sentence in _of_ours(row)]
    for row in rows:
        if row["way"] != "ours":
            found += _behind(ours[_case(row)], row)
    for each in result["satisfaction"]:
        rounds = each["median_rounds"]
        if each["noise"] <= 0.05 and (rounds is None or rounds > ROUNDS_TO_SATISFACTION):
            reached = "more than six" if rounds is None else f"{rounds:g}"
            found.append(
                f"Intent, {_where(each)}: {reached} rounds until half of the owners accept 9 of "
                f"10; the goal is {ROUNDS_TO_SATISFACTION}."
            )
    for each in result["calibration"]:
        if each["error"] is None:
            found.append(f"Intent: nothing was foretold of {each['of']}.")
        elif each["error"] > CALIBRATION:
            found.append(
                f"Intent: the calibration error of {each['of']} is {each['error']:.3f}; the goal "
                f"is {CALIBRATION}."
            )
    speed = result["speed"]
    if speed is not None and speed["p95_ms"] > P95_MS:
        found.append(
            f"Intent: learner and ranking take {speed['p95_ms']:.0f} ms at the 95th percentile at "
            f"{speed['tracks']:,} tracks; the goal is {P95_MS:.0f}."
        )
    return found


def _of_ours(row: Mapping[str, Any]) -> Iterator[str]:
    closed, last, worse = (row[key]["mean"] for key in ("gap_closed", _LAST, "worse"))
    goal = GAP_CLOSED.get(row["noise"])
    if goal is not None and closed < goal:
        yield (
            f"Intent, {_where(row)}: {closed:.0%} of the gap to the oracle is closed; the goal is "
            f"{goal:.0%}."
        )
    if row["family"] == "facets" and row["noise"] == 0.05 and last < PRECISION_FACETS:
        yield (
            f"Intent, {_where(row)}: precision at 20 is {last:.2f} after three rounds; the goal "
            f"is {PRECISION_FACETS}."
        )
    if worse > WORSE:
        yield (
            f"Intent, {_where(row)}: {worse:.1%} of the owners had a worse list than before "
            f"their first click; the goal is {WORSE:.0%}."
        )


def _behind(ours: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    behind = [
        str(number)
        for number in range(1, ROUNDS + 1)
        if ours[f"after_{number}"]["mean"] <= other[f"after_{number}"]["mean"]
    ]
    own, against = ours[_LAST], other[_LAST]
    if behind:
        yield (
            f"Intent, {_where(ours)}: not ahead of {other['way']} after round "
            f"{' and '.join(behind)} ({own['mean']:.2f} against {against['mean']:.2f} in the end)."
        )
    elif own["low"] <= against["high"]:
        yield (
            f"Intent, {_where(ours)}: the intervals of ours and {other['way']} still overlap after "
            f"three rounds ({own['mean']:.2f} against {against['mean']:.2f})."
        )


def _case(row: Mapping[str, Any]) -> tuple[str, str, float]:
    return row["catalogue"], row["family"], row["noise"]


def _where(row: Mapping[str, Any]) -> str:
    return f"{_FAMILY[row['family']]}, {row['catalogue']}, {row['noise']:.0%} wrong clicks"
