"""The figures of ``bench intent`` for people."""

from collections.abc import Mapping
from typing import Any

from matching.evaluation.intent.rounds import LABELS, MOST_ROUNDS, ROUNDS


def table(result: Mapping[str, Any]) -> str:
    """Plain text, one line for each way of learning."""
    made = result["generated"]
    lines = [
        f"{result['segments']} segments heard by {result['analyser']}; {made['tracks']:,} tracks "
        f"generated after them (largest KS distance of a facet {made['marginals']}, of style "
        f"{made['style']}, told apart by a classifier at {made['told_apart']})",
        f"precision at 20 after 0 to {ROUNDS} rounds, the last with its 95 % interval",
    ]
    for place, rows in result["curves"].items():
        lines += [f"{place}, {row['family']:7} {row['noise']:4.0%}  {_way(row)}" for row in rows]
    lines += [f"{row['owners']:22}  {_way(row)}" for row in result["reported_apart"]]
    lines += [
        f"{row['catalogue']}, {row['family']}, {row['brief']} briefs of {row['owners']} owners: "
        f"{row['its_own_list']:.2f}, ours in the end {row['ours']:.2f}"
        for row in result["by_brief"]
    ]
    lines += [
        f"{row['catalogue']}, {row['family']}, {row['noise']:.0%}: by chance alone "
        f"{row['worse_by_chance']:.1%} of {row['owners']} owners would have a worse list"
        for row in result["owners"]
    ]
    for each in result["satisfaction"]:
        within = ", ".join(f"{share:.0%}" for share in each["within"])
        rounds = _or_more(each["median_rounds"], MOST_ROUNDS)
        labels = _or_more(each["median_labels"], MOST_ROUNDS * LABELS)
        lines.append(
            f"{each['catalogue']}, {each['family']}, {each['noise']:.0%}: satisfied in the median "
            f"after {rounds} rounds, needing {labels} labels; share satisfied after each: {within}"
        )
    lines += [
        f"calibration error of {each['of']}: {each['error']} over {each['count']}"
        for each in result["calibration"]
    ]
    if result["speed"] is not None:
        lines.append(
            f"{result['speed']['tracks']:,} tracks: p50 {result['speed']['p50_ms']} ms, "
            f"p95 {result['speed']['p95_ms']} ms"
        )
    lines += [f"falls short: {sentence}" for sentence in result["falls_short"]]
    return "\n".join(lines)


def _way(row: Mapping[str, Any]) -> str:
    steps = "  ".join(f"{row[f'after_{number}']['mean']:.2f}" for number in range(ROUNDS + 1))
    last = row[f"after_{ROUNDS}"]
    return (
        f"{row['way']:14}  {steps}  [{last['low']:.2f}, {last['high']:.2f}]  "
        f"gap closed {row['gap_closed']['mean']:4.0%}  ever worse {row['worse']['mean']:5.1%}"
    )


def _or_more(value: float | None, most: int) -> str:
    return f"more than {most}" if value is None else f"{value:g}"
