"""What the loop is meant to reach, and a sentence for every goal that a run missed."""

from collections.abc import Iterator, Mapping
from typing import Any

GAP_CLOSED = {0.05: 0.5, 0.15: 0.4}
PRECISION_FACETS = 0.91
WORSE = 0.02
ROUNDS_TO_SATISFACTION = 3
CALIBRATION = 0.08
P95_MS = 50.0

_FAMILY = {"facets": "tastes of facets", "second": "tastes of another space"}


def falls_short(result: Mapping[str, Any]) -> list[str]:
    """``result`` as ``bench.run`` makes it, sentences in the order of its parts."""
    found = [sentence for each in result["curves"] for sentence in _of_curve(each)]
    found += [sentence for each in result["curves"] for sentence in _behind(each)]
    for each in result["satisfaction"]:
        rounds = each["median_rounds"]
        if each["noise"] <= 0.05 and (rounds is None or rounds > ROUNDS_TO_SATISFACTION):
            reached = "more than six" if rounds is None else f"{rounds:g}"
            found.append(
                f"Intent, {_where(each)}: {reached} rounds until half of the owners accept 9 of "
                f"10; the goal is {ROUNDS_TO_SATISFACTION}."
            )
    for name, each in result["calibration"].items():
        if each is None:
            found.append(f"Intent: nothing was foretold of {name.replace('_', ' ')}.")
        elif each["error"] > CALIBRATION:
            found.append(
                f"Intent: the calibration error of {name.replace('_', ' ')} is "
                f"{each['error']:.2f}; the goal is {CALIBRATION}."
            )
    speed = result.get("speed")
    if speed is not None and speed["p95_ms"] > P95_MS:
        found.append(
            f"Intent: learner and ranking take {speed['p95_ms']:.0f} ms at the 95th percentile at "
            f"{speed['tracks']:,} tracks; the goal is {P95_MS:.0f}."
        )
    return found


def _of_curve(each: Mapping[str, Any]) -> Iterator[str]:
    ours, noise = each["ways"]["ours"], each["noise"]
    closed = ours["gap_closed"][0]
    if closed < GAP_CLOSED.get(noise, -1.0):
        yield (
            f"Intent, {_where(each)}: {closed:.0%} of the gap to the oracle is closed; the goal is "
            f"{GAP_CLOSED[noise]:.0%}."
        )
    last = ours["precision"][-1][0]
    if each["family"] == "facets" and noise == 0.05 and last < PRECISION_FACETS:
        yield (
            f"Intent, {_where(each)}: precision at 20 is {last:.2f} after three rounds; the goal "
            f"is {PRECISION_FACETS}."
        )
    worse = ours["worse"][0]
    if worse > WORSE:
        yield (
            f"Intent, {_where(each)}: {worse:.1%} of the owners had a worse list than before "
            f"their first click; the goal is {WORSE:.0%}."
        )


def _behind(each: Mapping[str, Any]) -> Iterator[str]:
    ours = each["ways"]["ours"]["precision"]
    for name, way in each["ways"].items():
        if name == "ours":
            continue
        behind = [
            number
            for number, (own, other) in enumerate(zip(ours, way["precision"], strict=True))
            if number and own[0] <= other[0]
        ]
        if behind:
            rounds = " and ".join(str(number) for number in behind)
            last = way["precision"][-1][0]
            yield (
                f"Intent, {_where(each)}: not ahead of {name} after round {rounds} "
                f"({ours[-1][0]:.2f} against {last:.2f} in the end)."
            )
        elif ours[-1][1] <= way["precision"][-1][2]:
            yield (
                f"Intent, {_where(each)}: the intervals of ours and {name} still overlap after "
                f"three rounds ({ours[-1][0]:.2f} against {way['precision'][-1][0]:.2f})."
            )


def _where(each: Mapping[str, Any]) -> str:
    return f"{_FAMILY[each['family']]}, {each['catalogue']}, {each['noise']:.0%} wrong clicks"
