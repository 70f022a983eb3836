"""The figures of ``bench intent`` as Markdown, a table for each question, and where they stand."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from matching.evaluation.intent.goals import GAP_CLOSED, LAST, lines, where
from matching.evaluation.intent.rounds import LABELS, MOST_ROUNDS, ROUNDS
from matching.evaluation.unusable import Unusable

#: What lies between these lines of a page is written by the bench.
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
#: Ways that learn nothing, and ours.
_OWN = ("random", "popularity", "brief only", "ours")

Result = Mapping[str, Any]


def blocks(result: Result, level: int = 3) -> list[str]:
    """Paragraphs, headings of ``level`` and tables, without what falls short."""
    found = [_about(result)]
    for heading, note, table in _questions(result):
        if table:
            found += [f"{'#' * level} {heading}", *([note] if note else []), "\n".join(table)]
    return found


def around(page: Path) -> tuple[str, str]:
    """What stands before and after the measured part; raises Unusable without its two marks."""
    try:
        before, begin, rest = page.read_text("utf-8").partition(BEGIN)
    except (OSError, UnicodeDecodeError) as problem:
        raise Unusable(f"{page} cannot be read: {problem}.") from problem
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Unusable(f"{page} has no lines “{BEGIN}” and “{END}” to write between.")
    return before, after


def write_into(page: Path, result: Result, facts: Mapping[str, str]) -> None:
    """Replaces what an earlier run wrote into the page; raises Unusable."""
    before, after = around(page)
    measured = ", ".join(f"{name} {value}" for name, value in facts.items())
    short = "\n".join(f"- {sentence}" for sentence in result["falls_short"])
    parts = [
        f"Measured with {measured}.",
        *blocks(result),
        "### What falls short",
        short or "Nothing: every goal is met.",
    ]
    page.write_text("\n\n".join([before + BEGIN, *parts, END + after]), "utf-8")


def _about(result: Result) -> str:
    made, owners = result["generated"], result["owners"]
    seeds = f"{len(result['seeds'])} seed{'s' if result['seeds'][1:] else ''}"
    said = (
        f"Learner `{result['learner']}`, {seeds}, {made['tracks']:,} generated tracks and "
        f"{result['segments']:,} segments heard by `{result['analyser']}`. "
        f"Largest Kolmogorov-Smirnov distance between the two of a facet {made['marginals']}, of a "
        f"direction of style {made['style']}; a boosted classifier tells them apart with an area "
        f"under the curve of {made['told_apart']} (0.5 is not at all). The oracle reaches "
        f"{min(row['oracle'] for row in owners):.2f} and more."
    )
    kept = result["courses"]
    if kept["kept"]:
        said += (
            f" {kept['kept']:,} of {kept['all']:,} courses of owners were kept by an earlier run "
            "of the same code."
        )
    return said


def _questions(result: Result) -> Iterator[tuple[str, str, list[str]]]:
    yield (
        "How good is the list after three rounds?",
        "Precision at 20 on tracks never shown; music, taste and wrong clicks of each line; in "
        "brackets 95 % by bootstrap over owners, and *more than the next best* paired by owner.",
        list(_after_three(result)),
    )
    yield (
        "How fast, and does it ever get worse?",
        "*Gap closed* is of what lies between the brief's own list and the oracle's; *ever worse* "
        "are owners whose list was, after any round, more than 0.05 below this way's own before "
        "the first click, *by chance* how many a list that learns nothing would lose so.",
        list(_rounds(result)),
    )
    yield (
        "When is an owner satisfied?",
        f"With the first round of {LABELS} of which they accept nine; labels are those given "
        "before the first round of which nine truly fit.",
        list(_satisfied(result)),
    )
    yield "How much does the brief matter?", "5 % wrong clicks.", list(_briefs(result))
    yield (
        "Owners reported apart",
        "Generated tracks, 5 % wrong clicks.",
        list(_apart(result)),
    )
    yield "Does what it foretells come true?", _honest(result), list(_deciles(result))


def _after_three(result: Result) -> Iterator[str]:
    by_line = lines(result)
    names = [
        name
        for name in dict.fromkeys(name for ways in by_line.values() for name in ways)
        if name != "ours"
    ]
    counts = {where(row): row["owners"] for row in result["owners"]}
    over = {(where(row), row["ours_ahead_of"]): row[LAST] for row in result["ahead"]}
    yield from _head("", "owners", *names, "**ours**", "more than the next best")
    for line, ways in by_line.items():
        cells = [f"{ways[name][LAST]['mean']:.2f}" if name in ways else "" for name in names]
        best = _next_best(ways)
        more = over[line, best]
        yield _row(
            line, counts[line], *cells, f"**{_figure(ways['ours'][LAST])}**",
            f"{more['mean']:+.2f} ({more['low']:+.2f} to {more['high']:+.2f}), {best}",
        )  # fmt: skip


def _rounds(result: Result) -> Iterator[str]:
    by_chance = {where(row): row["worse_by_chance"] for row in result["owners"]}
    yield from _head(
        "", "brief alone", "ours before", *(f"round {n}" for n in range(1, ROUNDS + 1)),
        "gap closed", "next best", "goal", "ever worse", "fewest of the others", "by chance",
    )  # fmt: skip
    for line, ways in lines(result).items():
        own, best = ways["ours"], ways[_next_best(ways)]
        goal = GAP_CLOSED.get(own["noise"])
        # Without learning nothing is lost either: those ways are compared that learn.
        others = [row["worse"]["mean"] for name, row in ways.items() if name not in _OWN]
        yield _row(
            line, f"{ways['brief only'][LAST]['mean']:.2f}",
            *(f"{own[f'after_{number}']['mean']:.2f}" for number in range(ROUNDS + 1)),
            f"**{own['gap_closed']['mean']:.0%}**", f"{best['gap_closed']['mean']:.0%}",
            "" if goal is None else f"{goal:.0%}", f"**{own['worse']['mean']:.1%}**",
            f"{min(others):.1%}" if others else "", f"{by_chance[line]:.0%}",
        )  # fmt: skip


def _satisfied(result: Result) -> Iterator[str]:
    yield from _head(
        "", "median rounds", "median labels", *(f"within {n}" for n in range(1, MOST_ROUNDS + 1))
    )
    for row in result["satisfaction"]:
        yield _row(
            where(row), _or_over(row["median_rounds"], MOST_ROUNDS),
            _or_over(row["median_labels"], MOST_ROUNDS * LABELS),
            *(f"{share:.0%}" for share in row["within"]),
        )  # fmt: skip


def _briefs(result: Result) -> Iterator[str]:
    qualities = list(dict.fromkeys(row["brief"] for row in result["by_brief"]))
    cells: dict[str, dict[str, str]] = {}
    for row in result["by_brief"]:
        said = f"{row['its_own_list']:.2f} → {row['ours']:.2f}, {row['owners']} owners"
        cells.setdefault(where(row), {})[row["brief"]] = said
    if cells:
        yield from _head("its own list → ours after three rounds", *qualities)
    for line, said_of in cells.items():
        yield _row(line, *(said_of.get(quality, "") for quality in qualities))


def _apart(result: Result) -> Iterator[str]:
    if not result["reported_apart"]:
        return
    yield from _head(
        "owners", "way", "before", *(f"round {n}" for n in range(1, ROUNDS + 1)), "ever worse"
    )
    for row in result["reported_apart"]:
        yield _row(
            row["owners"], row["way"],
            *(f"{row[f'after_{number}']['mean']:.2f}" for number in range(ROUNDS)),
            _figure(row[LAST]), f"{row['worse']['mean']:.0%}",
        )  # fmt: skip


def _honest(result: Result) -> str:
    said = [
        f"{row['of']} {row['error']:.3f} over {row['count']:,}"
        for row in result["calibration"]
        if row["error"] is not None
    ]
    return f"Expected calibration error over deciles, goal 0.08: {'; '.join(said)}." if said else ""


def _deciles(result: Result) -> Iterator[str]:
    for of in dict.fromkeys(row["of"] for row in result["deciles"]):
        own = [row for row in result["deciles"] if row["of"] == of]
        if of == result["deciles"][0]["of"]:
            yield from _head("", *(str(number) for number in range(1, len(own) + 1)))
        yield _row(f"{of}, foretold", *(f"{row['foretold']:.2f}" for row in own))
        yield _row(f"{of}, came", *(f"{row['came']:.2f}" for row in own))


def _next_best(ways: Mapping[str, Mapping[str, Any]]) -> str:
    return max((name for name in ways if name != "ours"), key=lambda name: ways[name][LAST]["mean"])


def _head(*cells: str) -> Iterator[str]:
    yield _row(*cells)
    yield "|---|" + "---:|" * (len(cells) - 1)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _figure(value: Mapping[str, float]) -> str:
    return f"{value['mean']:.2f} ({value['low']:.2f}–{value['high']:.2f})"


def _or_over(value: float | None, most: int) -> str:
    return f"over {most}" if value is None else f"{value:g}"
