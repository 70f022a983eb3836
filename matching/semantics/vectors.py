"""The pool's vectors on disk, so that a process need not embed the pool when it starts."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matching.encoders.base import FloatArray, TextEncoder
from matching.encoders.registry import models_dir


def _stored(path: Path, shape: tuple[int, int]) -> FloatArray | None:
    try:
        vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None  # missing or damaged: the caller embeds again
    if vectors.shape != shape or vectors.dtype != np.float32:
        return None
    return np.asarray(vectors, dtype=np.float32)


def _store(path: Path, vectors: FloatArray) -> None:
    """Write beside the target, then rename: a reader sees the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            np.save(file, vectors)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def load_or_embed(texts: Sequence[str], encoder: TextEncoder) -> FloatArray:
    """(n, dimension) vectors of `texts`, kept under the models folder by texts and encoder.

    A folder that cannot be written only costs the embedding at every start.
    """
    said = "\n".join((encoder.name, *texts))
    digest = hashlib.sha256(said.encode()).hexdigest()[:24]
    path = models_dir() / "pool" / f"{digest}.npy"
    found = _stored(path, (len(texts), encoder.dimension))
    if found is not None:
        return found
    vectors = encoder.encode(texts)
    try:
        _store(path, vectors)
    except OSError:
        return vectors
    return vectors
