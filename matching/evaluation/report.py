"""``docs/benchmarks.md``: written from the outcomes of the benches, never by hand."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from matching.evaluation.everything import Outcome
from matching.evaluation.headlines import headlines
from matching.evaluation.report_sections import section
from matching.evaluation.report_tables import table
from matching.evaluation.summary import summary

_HEAD = """# Benchmarks

This page is written by `{command}` and never edited by hand: run it again instead. Every figure
was measured in that one run, with the simple ways it has to beat beside it where there are any.
Intervals are 95 % bootstrap intervals, of shares Wilson's. All figures, those too that are not
printed here, are in `{results}`. The music is fetched by `python -m matching corpora`.

Kept from earlier runs under their versions, where there are any: the profiles of the corpora, and
what simple ways find in a file. All else is measured anew; a bench that kept more says so."""


def report(
    outcomes: Sequence[Outcome],
    *,
    short: Mapping[str, Sequence[str]],
    machine: Mapping[str, str],
    date: str,
    command: str,
    results: str = "var/bench/results",
) -> str:
    """The whole page; ``short`` is what ``falls_short`` found, and what the run itself missed."""
    facts = {"date": date, **machine}
    parts = [
        _HEAD.format(command=command, results=results),
        "\n".join(f"- {name}: {value}" for name, value in facts.items()),
    ]
    lines = {each.step.name: headlines(each.step.name, each.result) for each in outcomes}
    if any(lines.values()):
        parts += ["## At a glance", summary(lines)]
    parts += ["## What falls short", _short(short)]
    untested = [line for outcome in outcomes for line in outcome.result.get("untested", [])]
    if untested:
        parts += ["## What is not tested", _sentences(untested)]
    for outcome in outcomes:
        parts += _section(outcome)
    parts += ["## How long it took", table([_time(outcome) for outcome in outcomes])]
    return "\n\n".join(parts) + "\n"


def falls_short(outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    """By bench: its own sentences, and one where it gave no result."""
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        own = [*outcome.result.get("falls_short", [])]
        if outcome.problem:
            own.insert(0, f"The bench {outcome.step.name} gave no result: {outcome.problem}.")
        if own:
            found[outcome.step.name] = own
    return found


def _short(short: Mapping[str, Sequence[str]]) -> str:
    """One list: the bench, and what it missed."""
    if not any(short.values()):
        return "Nothing: every goal that a bench checks is met."
    return "\n\n".join(
        f"**{name.capitalize()}**\n\n{_sentences(sentences)}" for name, sentences in short.items()
    )


def _section(outcome: Outcome) -> list[str]:
    step = outcome.step
    parts = [f"## {step.name.capitalize()}"]
    if step.about:
        parts.append(step.about)
    parts.append(f"`{shlex.join(('python', *step.command[1:]))}`")
    if outcome.problem:
        parts.append(f"No result: {outcome.problem}.")
    return parts + section(step.name, outcome.result)


def _time(outcome: Outcome) -> dict[str, object]:
    step = outcome.step
    return {
        "bench": step.name,
        "by the clock, s": round(outcome.seconds),
        "of processor, s": round(outcome.processor_s),
        "planned, s": round(step.budget_s) or None,
        "beside it": "nothing" if step.alone else "another bench",
    }


def _sentences(lines: Sequence[str]) -> str:
    return "\n".join(f"- {' '.join(line.split())}" for line in lines)
