"""What the bench of search prints, and where it falls short of its goals."""

from collections.abc import Mapping, Sequence
from typing import Any

from matching.evaluation.search_rounds import ROUND_GOAL_MS

LEAST_RECALL = 0.99
#: Most milliseconds at the 95th percentile by number of tracks.
GOAL_MS = {100_000: 10.0, 1_000_000: 30.0}

Result = Mapping[str, Any]


def shortfalls(result: Result) -> list[str]:
    """A sentence for every goal that was not met."""
    found = []
    for each in result["searches"]:
        if not each["way"].startswith("ours"):
            continue
        where = f"at {each['tracks']:,} tracks with {each['allowed']:.1%} allowed ({each['set']})"
        if each["recall_at_50"] < LEAST_RECALL:
            found.append(
                f"Search: recall@50 is {each['recall_at_50']} {where}; the goal is {LEAST_RECALL}."
            )
        goal = GOAL_MS.get(each["tracks"])
        if goal is not None and each["p95_ms"] > goal:
            found.append(f"Search: p95 is {each['p95_ms']} ms {where}; the goal is {goal:g} ms.")
    for each in result["upkeep"]:
        if each["swapped"]["failed"]:
            found.append(
                f"Search: {each['swapped']['failed']} searches failed while a version was swapped "
                f"at {each['tracks']:,} tracks."
            )
    for each in result["rounds"]:
        over = each["what"] == "feedback round" and each["p95_ms"] > ROUND_GOAL_MS
        if over and each["tracks"] <= min(GOAL_MS):
            found.append(
                f"Feedback: a round takes {each['p95_ms']} ms at the 95th percentile at "
                f"{each['tracks']:,} tracks with {each['allowed']:.1%} allowed; "
                f"the goal is {ROUND_GOAL_MS:g} ms."
            )
    return found


def table(result: Result) -> str:
    lines = [
        f"Made-up catalogue {result['catalogue']}.",
        "",
        f"{'way':42}{'tracks':>10}  {'allowed':>7}  {'set':9}  recall@50  least"
        f"{'median ms':>11}{'p95 ms':>9}",
    ]
    for each in result["searches"]:
        lines.append(
            f"{each['way']:42}{each['tracks']:>10,}  {each['allowed']:>7.1%}  {each['set']:9}"
            f"{each['recall_at_50']:>11.4f}  {each['recall_least']:>5.2f}"
            f"{each['median_ms']:>11.2f}{each['p95_ms']:>9.2f}  {each.get('answered_from', '')}"
        )
    lines += ["", *(_upkeep(each) for each in result["upkeep"])]
    lines += ["", f"{'what':20}{'tracks':>10}  {'allowed':>7}{'median ms':>11}{'p95 ms':>9}"]
    lines += [
        f"{each['what']:20}{each['tracks']:>10,}  {each['allowed']:>7.1%}"
        f"{each['median_ms']:>11.2f}{each['p95_ms']:>9.2f}"
        for each in result["rounds"]
    ]
    return "\n".join([*lines, "", *_short(result["falls_short"])])


def _upkeep(each: Result) -> str:
    added, swapped, memory = each["added"], each["swapped"], each["memory"]
    two = " and ".join(f"{own} MB" for own in memory["two_processes_mb_each"])
    return (
        f"{each['tracks']:,} tracks: written in {each['build_s']} s ({each['build_cpu_s']} s of "
        f"processor), {each['disk_bytes_per_track']:.0f} bytes per track on disk, of which a scan "
        f"reads {each['scan_bytes_per_track']}. Added 100 in {added['seconds']} s "
        f"({added['disk_mb']} MB more on disk). Swapped in {swapped['swap_ms']} ms under "
        f"{swapped['searches']} searches, {swapped['failed']} failed. One process holds "
        f"{memory['one_process_mb']} MB (its own: {memory['own_bytes_per_track']} bytes per "
        f"track), two hold {two}."
    )


def _short(sentences: Sequence[str]) -> list[str]:
    return [f"Falls short: {sentence}" for sentence in sentences] or ["All goals are met."]
