"""Generated catalogues kept on disk, so that a change to the learner is judged within seconds."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.corpora import bench_dir
from matching.corpora.track import Say, silent
from matching.evaluation.intent.generator import GENERATOR, generated_music
from matching.evaluation.intent.music import Music, real_music
from matching.evaluation.intent.segments import Segments, segments

SIZE = 20_000
_OWN = ("second", "source")


def both(
    seed: int, size: int = SIZE, *, fill: bool = True, say: Say = silent
) -> tuple[Music, Music]:
    """Catalogue A, the segments, and catalogue B, generated from them with this seed."""
    found = segments(fill=True, say=say) if fill else _there()
    real = real_music(found, seed)
    return real, _generated(found, real, size, seed)


@cache
def _there() -> Segments:
    return segments(fill=False)


def _generated(found: Segments, real: Music, size: int, seed: int) -> Music:
    folder = bench_dir() / "intent" / "generated"
    place = folder / f"{GENERATOR}-{found.analyser}-{len(real)}-{size}-{seed}.npz"
    # A catalogue of before a column was added is made again.
    if place.is_file() and _columns_of(place) == {*real.columns, *_OWN}:
        with np.load(place) as stored:
            columns: dict[str, NDArray[Any]] = dict(stored)
        second, source = (columns.pop(name) for name in _OWN)
        return Music("generated", columns, second, source, seed)
    made = generated_music(real, size, seed)
    folder.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(f".{os.getpid()}.partial")
    with partial.open("wb") as stream:
        arrays: dict[str, Any] = {**made.columns, "second": made.second, "source": made.source}
        np.savez(stream, **arrays)
    partial.replace(place)
    return made


def _columns_of(place: Path) -> set[str]:
    with np.load(place) as stored:
        return set(stored.files)
