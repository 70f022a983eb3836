"""``bench all``: every bench, and the page of benchmarks written from what they found."""

from __future__ import annotations

import argparse
import ast
import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from matching.corpora import bench_dir
from matching.evaluation.everything import Step, run_steps
from matching.evaluation.report import falls_short, report
from matching.evaluation.report_machine import machine

PAGE = "benchmarks.md"


class Bench(NamedTuple):
    """A module whose ``run(json, …)`` runs the bench, prints it and returns it as plain JSON.

    budget_s: processor time it should take. alone: it measures time, nothing may run beside it.
    """

    module: str
    budget_s: float
    alone: bool = False


#: What only ``bench all`` takes, and what it means unset.
OPTIONS: dict[str, object] = {"out": Path("docs"), "also": []}
_QUICK_LIMIT_S, _FULL_LIMIT_S = 600, 7200
_QUICK_GOAL_S = 15 * 60


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds OPTIONS."""
    parser.add_argument(
        "--out", type=Path, default=OPTIONS["out"], help=f"all: folder for {PAGE} (default: docs)"
    )
    parser.add_argument(
        "--also", action="append", default=[], type=_module, metavar="NAME=MODULE…",
        help="all: another Python module, with its options, that prints its result as JSON on its "
        "last line",
    )  # fmt: skip


def _module(text: str) -> tuple[str, str, list[str]]:
    """A name, a module that is there, and its options."""
    name, equals, command = text.partition("=")
    module, *options = shlex.split(command) or [""]
    try:
        found = bool(name and equals) and find_spec(module) is not None
    except (ImportError, ValueError):
        found = False
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} names no module, as in rights=package.module")
    return name, module, options


def run(arguments: argparse.Namespace, benches: Mapping[str, Bench]) -> int:
    """Runs all benches and writes the page; 1 when one of them gave no result."""
    started, load = time.monotonic(), os.getloadavg()[0]
    results = bench_dir() / "results"
    prepare = [sys.executable, "-m", "matching", "corpora", "--analyse", "--segments"]
    subprocess.run(prepare, stdout=subprocess.DEVNULL, check=False)  # each bench says what it lacks
    prepared = time.monotonic() - started
    outcomes = run_steps(_steps(arguments, benches), results, say=_say)
    seconds = time.monotonic() - started
    short = falls_short(outcomes)
    if not arguments.full and seconds > _QUICK_GOAL_S:
        short["the run"] = [
            f"It took {seconds / 60:.1f} minutes; the goal is {_QUICK_GOAL_S // 60}."
        ]
    for outcome in outcomes:
        if outcome.result:
            place = results / f"{outcome.step.name}.json"
            place.write_text(json.dumps(outcome.result, ensure_ascii=False, indent=1), "utf-8")
    facts = {
        "load before": f"{load:.1f}, the mean of a minute",
        "music": f"looked up, and where it was not kept fetched and analysed, in {prepared:.0f} s",
        "whole run": f"{seconds / 60:.1f} minutes",
    }
    page = report(
        outcomes,
        short=short,
        machine={**machine(), **facts},
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        command="make bench-full" if arguments.full else "make bench",
    )
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / PAGE).write_text(page, "utf-8")
    _say(f"Written: {arguments.out / PAGE}; the figures as JSON: {results}")
    if arguments.json:
        found = {outcome.step.name: outcome.result for outcome in outcomes}
        print(json.dumps({"seconds": seconds, "benches": found, "falls_short": short}))
    else:
        for name, sentences in short.items():
            print("\n".join(f"Falls short, {name}: {sentence}" for sentence in sentences))
    return int(any(outcome.problem for outcome in outcomes))


def _steps(arguments: argparse.Namespace, benches: Mapping[str, Bench]) -> list[Step]:
    size = ("--full",) if arguments.full else ()
    limit = _FULL_LIMIT_S if arguments.full else _QUICK_LIMIT_S
    steps = [
        Step(
            name,
            (sys.executable, "-m", "matching", "bench", name, "--json", *size),
            limit,
            alone=bench.alone,
            budget_s=0.0 if arguments.full else bench.budget_s,
            about=_about(bench.module),
        )
        for name, bench in benches.items()
    ]
    for name, module, options in arguments.also:
        command = (sys.executable, "-m", module, *options)
        steps.append(Step(name, command, limit, alone=True, about=_about(module)))
    return steps


def _about(module: str) -> str:
    """The first paragraph of a module's docstring, read without running the module."""
    found = find_spec(module)
    if found is None or found.origin is None:
        return ""
    said = ast.get_docstring(ast.parse(Path(found.origin).read_text("utf-8"))) or ""
    return " ".join(said.partition("\n\n")[0].replace("``", "`").split())


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
