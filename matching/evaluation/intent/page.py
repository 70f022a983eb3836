"""The figures of ``bench intent`` for people."""

from collections.abc import Iterator, Mapping
from typing import Any


def table(result: Mapping[str, Any]) -> str:
    """Plain text, one line for each way of learning."""
    made = result["generated"]
    lines = [
        f"{result['segments']} segments heard by {result['analyser']}; {made['tracks']:,} tracks "
        f"generated after them (largest KS distance of a facet {made['marginals']}, of style "
        f"{made['style']}, told apart by a classifier at {made['told_apart']})"
    ]
    for each in result["curves"]:
        lines.append(
            f"{each['catalogue']}, {each['family']}, {each['noise']:.0%} wrong clicks, "
            f"oracle {each['oracle']:.2f}"
        )
        lines += _ways(each["ways"])
        lines += [
            f"  {quality} briefs of {few['owners']} owners: {few['brief']:.2f}, ours in the end "
            f"{few['ours']:.2f}"
            for quality, few in each["by_brief"].items()
        ]
        lines.append(f"  by chance alone worse on other tracks: {each['worse_by_luck']:.1%}")
    for each in result["apart"]:
        lines.append(f"{each['owners']}, oracle {each['oracle']:.2f}")
        lines += _ways(each["ways"])
    for each in result["satisfaction"]:
        within = ", ".join(f"{share:.0%}" for share in each["within"])
        lines.append(
            f"{each['catalogue']}, {each['family']}, {each['noise']:.0%} wrong clicks: satisfied "
            f"in the median after {_or_more(each['median_rounds'], 6)} rounds, needing "
            f"{_or_more(each['median_labels'], 60)} labels; share after rounds 1 to 6: {within}"
        )
    for name, each in result["calibration"].items():
        error = "nothing foretold" if each is None else f"{each['error']:.3f} over {each['count']}"
        lines.append(f"calibration error of {name.replace('_', ' ')}: {error}")
    if result["speed"] is not None:
        lines.append(
            f"{result['speed']['tracks']:,} tracks: p50 {result['speed']['p50_ms']} ms, "
            f"p95 {result['speed']['p95_ms']} ms"
        )
    lines += [f"falls short: {sentence}" for sentence in result["falls_short"]]
    return "\n".join(lines)


def _ways(ways: Mapping[str, Any]) -> Iterator[str]:
    for name, way in ways.items():
        steps = "  ".join(f"{value[0]:.2f}" for value in way["precision"])
        _, low, high = way["precision"][-1]
        yield (
            f"  {name:14}  {steps}  [{low:.2f}, {high:.2f}]  gap closed {way['gap_closed'][0]:4.0%}"
            f"  ever worse {way['worse'][0]:5.1%}"
        )


def _or_more(value: float | None, most: int) -> str:
    return f"more than {most}" if value is None else f"{value:g}"
