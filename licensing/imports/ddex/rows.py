"""Rows of a message for the check: one a recording."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from licensing.imports.models import ImportBatch
from licensing.imports.parsed import Parsed
from licensing.imports.problems import ImportProblem, Problem


def message_rows(
    batch: ImportBatch, path: Path
) -> Iterator[tuple[int, list[str], Parsed, list[Problem]]]:
    raise ImportProblem("unknown_kind")
    yield
