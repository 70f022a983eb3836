"""Log files of the embedded services: one file each, the last run's kept beside it when large."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

LARGEST = 5 * 1024 * 1024


def fresh_log(path: Path) -> BinaryIO:
    """Open for appending; a file over 5 MB becomes `NAME.1` first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST:
        path.replace(path.with_name(path.name + ".1"))
    return path.open("ab")


def last_lines(path: Path, count: int = 3) -> str:
    """The end of a log in one line, for an error message."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except FileNotFoundError:
        return "nothing"
    return " / ".join(line.strip() for line in lines[-count:]) or "nothing"
