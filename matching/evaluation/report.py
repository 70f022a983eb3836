"""``docs/benchmarks.md``: written from the outcomes of the benches, never by hand."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from matching.evaluation.everything import Outcome
from matching.evaluation.report_tables import as_markdown

_HEAD = """# Benchmarks

This page is written by `{command}` and never edited by hand: run it again instead. Every figure
was measured in that one run, with the simple ways it has to beat beside it where there are any.
Intervals are 95 % bootstrap intervals. The music is fetched by `python -m matching corpora`."""


def report(
    outcomes: Sequence[Outcome],
    *,
    short: Sequence[str],
    machine: Mapping[str, str],
    date: str,
    command: str,
) -> str:
    """The whole page; ``short`` is what ``falls_short`` found, and what the run itself missed."""
    parts = [
        _HEAD.format(command=command),
        "\n".join(f"- {name}: {value}" for name, value in {"date": date, **machine}.items()),
        "## What falls short",
        _sentences(short, "Nothing: every goal that a bench checks is met."),
    ]
    untested = [line for outcome in outcomes for line in outcome.result.get("untested", [])]
    if untested:
        parts += ["## What is not tested", _sentences(untested, "")]
    for outcome in outcomes:
        parts += _section(outcome)
    return "\n\n".join(parts) + "\n"


def falls_short(outcomes: Sequence[Outcome]) -> list[str]:
    """The benches' own sentences, and one for each that gave no result."""
    found: list[str] = []
    for outcome in outcomes:
        if outcome.problem:
            found.append(f"The bench {outcome.step.name} gave no result: {outcome.problem}.")
        found += outcome.result.get("falls_short", [])
    return found


def _section(outcome: Outcome) -> list[str]:
    step = outcome.step
    parts = [f"## {step.name.capitalize()}"]
    if step.about:
        parts.append(step.about)
    shown = shlex.join(("python", *step.command[1:]))
    parts.append(f"`{shown}`, {outcome.seconds:.0f} s.")
    if outcome.problem:
        parts.append(f"No result: {outcome.problem}.")
    tables = as_markdown(outcome.result)
    return [*parts, tables] if tables else parts


def _sentences(lines: Sequence[str], otherwise: str) -> str:
    return "\n".join(f"- {' '.join(line.split())}" for line in lines) or otherwise
