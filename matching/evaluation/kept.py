"""What simple ways find in a file or in figures, kept so that the next run need not find it again.

Ours is never kept here: it is measured in every run.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.corpora import bench_dir
from matching.profile.folder import audio_sha256


def kept(name: str, of: Path | str, find: Callable[[], Any]) -> Any:
    """What ``find`` gives, plain JSON, of a file (by its content) or of a digest.

    name: of the way and of all versions it depends on; raise its number when the way changes.
    """
    key = of if isinstance(of, str) else audio_sha256(of)
    place = bench_dir() / "baselines" / name / f"{key}.json"
    try:
        return json.loads(place.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        found = find()
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(f".{os.getpid()}.partial")
    partial.write_text(json.dumps(found), "utf-8")
    partial.replace(place)
    return found


def digest(*arrays: NDArray[Any]) -> str:
    """A name for these numbers, as far as six digits."""
    found = hashlib.blake2b(digest_size=16)
    for array in arrays:
        rounded = np.round(array, 6) if array.dtype.kind == "f" else array
        found.update(f"{array.shape}".encode() + np.ascontiguousarray(rounded).tobytes())
    return found.hexdigest()


def named(way: str, number: int, package: str) -> str:
    """A name for ``kept``: the way, its own number and the version of the package it is."""
    return f"{way}-{number}-{package}-{version(package)}"
