"""``analyse``: turn audio files into a catalogue folder that can be searched."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from matching.audio.analyse import analyse_file, analyser_name
from matching.audio.errors import AudioProblem
from matching.audio.windows import Coverage
from matching.cli.audio_files import NOT_THERE, audio_files, none_in
from matching.cli.numbers import positive
from matching.encoders.registry import audio_encoder
from matching.profile.folder import FolderProblem, ProfileFolder, audio_sha256
from matching.profile.track import TrackProfile

_INTERRUPTED = 130  # what shells report for Ctrl-C
# Several files at a time keep every core busy; threads on top would only wait for each other.
_THREAD_SETTINGS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True)
class _Task:
    path: Path
    folder: Path
    coverage: Coverage


@dataclass(frozen=True)
class _Outcome:
    path: Path
    sha256: str = ""
    packed: bytes = b""
    problem: str = ""


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("analyse", help="analyse audio files into a catalogue folder")
    parser.add_argument("paths", nargs="+", type=Path, help="files or folders")
    parser.add_argument("--out", required=True, type=Path, help="catalogue folder")
    parser.add_argument("--coverage", choices=("windows", "full"), default="windows")
    parser.add_argument("--jobs", type=positive, default=1, help="files at a time (default: 1)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Analyses what is new; a second run goes on where the first stopped."""
    encoder = audio_encoder()  # before any work: a missing model is said once, not per file
    files = audio_files(arguments.paths)
    if not files:
        print(none_in(arguments.paths), file=sys.stderr)
        return 1
    catalogue = ProfileFolder(arguments.out)
    try:
        with catalogue.writing():
            analyser = analyser_name(encoder, arguments.coverage)
            known = catalogue.entries()
            tasks = [
                _Task(path, arguments.out, arguments.coverage)
                for path in files
                if not (path.is_file() and catalogue.is_current(path, analyser, known))
            ]
            return _analyse_all(tasks, catalogue, arguments.jobs, len(files) - len(tasks))
    except FolderProblem as problem:
        print(problem, file=sys.stderr)
        return 1


def _analyse_all(tasks: list[_Task], catalogue: ProfileFolder, jobs: int, known: int) -> int:
    started = time.monotonic()
    broken = 0
    try:
        for done, outcome in enumerate(_outcomes(tasks, jobs), 1):
            if outcome.problem:
                broken += 1
                print(f"{outcome.path}: {outcome.problem}", file=sys.stderr)
            else:
                profile = TrackProfile.unpack(outcome.packed)
                catalogue.add(outcome.path, outcome.sha256, profile)
            left = (time.monotonic() - started) / done * (len(tasks) - done)
            print(f"{done} of {len(tasks)}, {left:.0f} s left", file=sys.stderr)
    except BrokenProcessPool:
        print("A worker process died. Run the same command again to go on.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on.", file=sys.stderr)
        return _INTERRUPTED
    except OSError as problem:
        print(
            f"{catalogue.folder} cannot be written to: {problem.strerror}. What is done is kept; "
            "run the same command again to go on.",
            file=sys.stderr,
        )
        return 1
    print(f"{len(tasks) - broken} analysed, {known} already known, {broken} not readable.")
    return 0 if broken < len(tasks) + known else 1


def _outcomes(tasks: list[_Task], jobs: int) -> Iterator[_Outcome]:
    if jobs == 1 or len(tasks) < 2:
        yield from map(_analyse, tasks)
        return
    for setting in _THREAD_SETTINGS:  # read by each library as a worker loads it
        os.environ.setdefault(setting, "1")
    # A forked process would inherit torch's thread pool in an unusable state.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_one_thread) as pool:
        # Ctrl-C reaches the whole group: this process ends the others, they end their files.
        heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            futures = [pool.submit(_analyse, task) for task in tasks]
        finally:
            signal.signal(signal.SIGINT, heard)
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)  # after Ctrl-C nothing new is begun


def _one_thread() -> None:
    torch.set_num_threads(1)
    audio_encoder()


def _analyse(task: _Task) -> _Outcome:
    try:
        sha256 = audio_sha256(task.path)
    except FileNotFoundError:
        return _Outcome(task.path, problem=NOT_THERE)
    except OSError as problem:
        return _Outcome(task.path, problem=problem.strerror or str(problem))
    encoder = audio_encoder()
    same = ProfileFolder(task.folder).stored(sha256, analyser_name(encoder, task.coverage))
    if same is not None:
        return _Outcome(task.path, sha256, same.pack())
    try:
        profile = analyse_file(task.path, encoder, coverage=task.coverage)
    except AudioProblem as problem:
        return _Outcome(task.path, problem=str(problem))
    return _Outcome(task.path, sha256, profile.pack())
