"""``bench``: measure the core, with simple ways beside ours in the same run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from matching.evaluation import intent_bench, search_bench

#: name: a function that runs the bench and prints it, as JSON or for people.
BENCHES: dict[str, Callable[..., object]] = {
    "intent": intent_bench.run,
    "search": search_bench.run,
}


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("bench", help="measure speed and quality")
    parser.add_argument("what", choices=sorted(BENCHES))
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Runs one bench."""
    BENCHES[arguments.what](json=arguments.json)
    return 0
