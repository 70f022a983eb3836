"""Which subcommands there are, and how their errors reach the terminal.

A subcommand is a module with ``register(subcommands)``, which adds its parser and sets ``run``, a
function from the parsed arguments to an exit status.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from matching.cli import analyse, bench, corpora, describe, models, search
from matching.encoders.base import EncoderUnavailable

COMMANDS = (models, corpora, analyse, describe, search, bench)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand; 0 done, 1 nothing could be done, 2 wrong usage, 130 interrupted.

    141 when the reader of the output went away.
    """
    parser = argparse.ArgumentParser(
        prog="python -m matching",
        description="Find music that fits: from sound, words and photos, without a server.",
    )
    subcommands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.register(subcommands)
    chosen = parser.parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
        sys.stdout.flush()
    except EncoderUnavailable as problem:
        print(problem, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough (| head); Python must not complain at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        print("Interrupted; what is done is kept.", file=sys.stderr)
        return 130
    return status
