"""The pool's vectors on disk, so that a process need not embed the pool when it starts.

One file per encoder, text by text: an editor's new phrase costs one embedding, not thousands.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from matching.encoders.base import FloatArray, TextEncoder
from matching.encoders.registry import models_dir

_KEY_BYTES = 16
#: Texts that nothing uses any more are dropped once the file holds this many times what is asked.
_SURPLUS = 4


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).digest()


def _stored(path: Path, dimension: int) -> dict[bytes, FloatArray]:
    """Vector by key of its text; empty where the file is missing or damaged."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            keys, vectors = archive["keys"], archive["vectors"]
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return {}
    if keys.dtype != np.uint8 or keys.shape != (len(vectors), _KEY_BYTES):
        return {}
    if vectors.dtype != np.float32 or vectors.shape[1:] != (dimension,):
        return {}
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}


def _store(path: Path, known: Mapping[bytes, FloatArray]) -> None:
    """Write beside the target, then rename: a reader sees the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(-1, _KEY_BYTES)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, keys=keys, vectors=np.stack(list(known.values())))
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def load_or_embed(texts: Sequence[str], encoder: TextEncoder) -> FloatArray:
    """(n, dimension) vectors of `texts`, kept under the models folder by text and encoder.

    A folder that cannot be written only costs the embedding at every start.
    """
    name = hashlib.sha256(encoder.name.encode()).hexdigest()[:24]
    path = models_dir() / "pool" / f"{name}.npz"
    known = _stored(path, encoder.dimension)
    keys = [_key(text) for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        vectors = encoder.encode(list(missing.values()))
        # Another process may have written meanwhile; what it embedded is kept.
        known = {**_stored(path, encoder.dimension), **known}
        known.update(zip(missing, np.asarray(vectors, dtype=np.float32), strict=True))
        with suppress(OSError):
            _store(path, _without_surplus(known, keys))
    if not texts:
        return np.empty((0, encoder.dimension), dtype=np.float32)
    return np.stack([known[key] for key in keys])


def _without_surplus(
    known: Mapping[bytes, FloatArray], used: Iterable[bytes]
) -> Mapping[bytes, FloatArray]:
    wanted = set(used)
    if len(known) <= _SURPLUS * max(len(wanted), 1000):
        return known
    return {key: vector for key, vector in known.items() if key in wanted}
