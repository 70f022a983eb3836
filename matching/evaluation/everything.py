"""Runs benches one after the other, each in a process of its own with a time limit.

One that fails or hangs is an outcome like the others.  A bench prints its result, one JSON object,
as its whole output or as its last line.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Say = Callable[[str], None]

_AT_ONCE = 2
_POLL_S = 0.05
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MATCHING_THREADS": "1"}


@dataclass(frozen=True)
class Step:
    """One bench to run.  What measures time runs ``alone``; others share the machine.

    budget_s: processor time it should take; limit_s: by the clock, it is stopped then.
    """

    name: str
    command: tuple[str, ...]
    limit_s: float
    alone: bool = False
    budget_s: float = 0.0
    about: str = ""  # a sentence for the report


@dataclass(frozen=True)
class Outcome:
    """What came of a step: its result, or a sentence that says why there is none.

    seconds by the clock; processor_s: of the step and all that it started and waited for.
    """

    step: Step
    seconds: float
    result: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    processor_s: float = 0.0


def run_steps(steps: Sequence[Step], logs: Path, *, say: Say) -> list[Outcome]:
    """Outcomes in the order of the steps; output and errors are kept under ``logs``.

    Steps that share the machine come first, those with the most time first, so that both ends
    of the queue finish together.
    """
    logs.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, Outcome] = {}

    def done(step: Step) -> Outcome:
        outcome = run_step(step, logs)
        outcomes[step.name] = outcome
        spent = f"{outcome.seconds:.0f} s, {outcome.processor_s:.0f} s of processor"
        say(f"{step.name}: {outcome.problem or 'done'} ({spent})")
        return outcome

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        shared = [step for step in steps if not step.alone]
        list(pool.map(done, sorted(shared, key=lambda step: -step.budget_s)))
    for step in steps:
        if step.alone:
            done(step)
    return [outcomes[step.name] for step in steps]


def run_step(step: Step, logs: Path) -> Outcome:
    """Runs one step to its end or its limit; its children end with it."""
    started = time.monotonic()
    output, errors = logs / f"{step.name}.out", logs / f"{step.name}.log"
    with output.open("wb") as out, errors.open("wb") as err:
        process = subprocess.Popen(
            step.command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            env={**os.environ, **_ONE_THREAD},
        )
        try:
            processor_s = _waited(process, step.limit_s)
        finally:
            _end(process)
    seconds = time.monotonic() - started
    if processor_s is None:
        problem = f"stopped after {step.limit_s:.0f} s, its time limit"
        return Outcome(step, seconds, problem=problem)
    result = _last_object(output.read_text("utf-8", "replace"))
    if result is None:
        why = _why(errors, process.returncode)
        return Outcome(step, seconds, problem=why, processor_s=processor_s)
    return Outcome(step, seconds, result, processor_s=processor_s)


def _waited(process: subprocess.Popen[bytes], limit_s: float) -> float | None:
    """Processor seconds of a process that ended, or None where the limit came first."""
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage.ru_utime + usage.ru_stime
        time.sleep(_POLL_S)
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _last_object(output: str) -> dict[str, Any] | None:
    for text in _candidates(output):
        try:
            found = json.loads(text)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
    return None


def _candidates(output: str) -> Iterator[str]:
    yield output
    yield from (line for line in reversed(output.splitlines()) if line.startswith("{"))


def _why(errors: Path, status: int) -> str:
    lines = [line for line in errors.read_text("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip().rstrip(".") if lines else f"ended with status {status} and no result"
