"""``models``: obtain the model files, or prove that they are still the right ones."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from matching.encoders.files import ensure_models
from matching.encoders.manifest import MODEL_FILES
from matching.encoders.registry import models_dir


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("models", help="obtain and check the model files")
    parser.add_argument("--folder", type=Path, help="models folder (default: MODELS_DIR)")
    parser.add_argument("--verify", action="store_true", help="hash every file again")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Obtains what is missing, with progress on the terminal, and lists what there is."""
    folder = arguments.folder or models_dir()
    ensure_models(folder, _Progress(), verify=arguments.verify)
    for file in MODEL_FILES:
        print(f"{file.name}  {file.size / 1e6:.1f} MB  {file.licence}  for {file.purpose}")
    print(f"All model files are in place in {folder}.")
    return 0


class _Progress:
    """One line that is rewritten on a terminal, one line per step elsewhere."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, text: str, share: float) -> None:
        if sys.stderr.isatty():
            end = "\n" if share >= 1 else ""
            print(f"\r\x1b[K{share:4.0%}  {text}", end=end, file=sys.stderr, flush=True)
        elif text != self._last:
            print(f"{share:4.0%}  {text}", file=sys.stderr, flush=True)
        self._last = text
