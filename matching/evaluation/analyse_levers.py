"""What each way of making the analysis faster brings, one at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from matching.audio import log_mel
from matching.audio.decode import Decoding
from matching.audio.sound import listen
from matching.audio.windows import cut_windows, window_starts
from matching.encoders.musicnn import MusicnnEncoder
from matching.evaluation.plain_musicnn import PlainNetwork, plain_log_mel

_ROUNDS = 5
_BATCHES = (1, 2, 6, 16)
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MATCHING_THREADS": "1"}

Network = Callable[[torch.Tensor], object]


def least_cpu(ways: Mapping[str, Callable[[], object]], rounds: int = _ROUNDS) -> dict[str, float]:
    """Least CPU seconds of each way; the ways take turns, so that load meets all alike."""
    least = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            started = time.process_time()
            way()
            least[name] = min(least[name], time.process_time() - started)
    return least


def levers(
    path: Path, encoder: MusicnnEncoder, plain: tuple[PlainNetwork, PlainNetwork]
) -> list[dict[str, Any]]:
    """One row per lever for one three-minute file: seconds without it, with it, and in use."""
    sound = listen(path, rate=encoder.sample_rate)
    starts = window_starts(len(sound.mono), encoder, "windows")
    windows = cut_windows(sound.mono, starts, encoder)
    everywhere = cut_windows(sound.mono, window_starts(len(sound.mono), encoder, "full"), encoder)
    patches = log_mel.log_mel(torch.from_numpy(windows))

    other_order = plain[0].channels_last()

    def batched(size: int) -> Callable[[], object]:
        def embed() -> object:
            with _batch(encoder, size):
                return encoder.embed(windows)

        return embed

    def one_by_one(network: Network) -> None:
        with torch.inference_mode():
            for patch in patches.split(1):
                network(patch)

    def in_bfloat16() -> None:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            one_by_one(plain[0])

    ways: dict[str, Callable[[], object]] = {
        "decode": lambda: [None for _ in Decoding(path).blocks()],
        "full": lambda: encoder.embed(everywhere),
        "librosa mel": lambda: plain_log_mel(sound.mono),
        "our mel": lambda: log_mel.log_mel(torch.from_numpy(everywhere)),
        "plain": lambda: one_by_one(plain[0]),
        "plain bfloat16": in_bfloat16,
        "plain channels last": lambda: one_by_one(other_order),
        "spectral": lambda: one_by_one(encoder.models[0]),
        **{f"batch {size}": batched(size) for size in {*_BATCHES, encoder.batch_windows}},
    }
    took = least_cpu(ways)
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        rough = plain[0](patches)[1].float()
    with torch.inference_mode():
        off = float((rough - plain[0](patches)[1]).abs().max())
    usual = f"batch {encoder.batch_windows}"
    rows = [
        _row("decode once, not for loudness and style apart", 2 * took["decode"], took["decode"]),
        _row("12 windows instead of all, both networks", took["full"], took[usual]),
        _row("mel by one product over all patches, against librosa", took["librosa mel"],
             took["our mel"]),
        _row("timbral filters through the spectrum, temporal ones as products, one network",
             took["plain"], took["spectral"]),
        *(
            _row(f"batches of {size} instead of 1", took["batch 1"], took[f"batch {size}"],
                 used=size == encoder.batch_windows)
            for size in _BATCHES[1:]
        ),
        _row("channels last in the plain network", took["plain"], took["plain channels last"],
             used=False),
        _row(f"bfloat16 in the plain network (tags off by up to {off:.4f})", took["plain"],
             took["plain bfloat16"], used=False),
    ]  # fmt: skip
    return rows


def two_jobs(paths: list[Path]) -> dict[str, Any]:
    """Wall seconds of ``analyse`` for these files, one and two at a time; starting is included."""
    seconds = {}
    for jobs in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            started = time.monotonic()
            command = [sys.executable, "-m", "matching", "analyse", *map(str, paths)]
            subprocess.run(
                [*command, "--out", folder, "--jobs", str(jobs)],
                check=True,
                capture_output=True,
                env={**os.environ, **_ONE_THREAD},
            )
            seconds[jobs] = time.monotonic() - started
    return _row(f"two files at a time, {len(paths)} files, wall time", seconds[1], seconds[2])


def _row(lever: str, without: float, with_it: float, *, used: bool = True) -> dict[str, Any]:
    return {
        "lever": lever,
        "without_s": round(without, 3),
        "with_s": round(with_it, 3),
        "times_faster": round(without / with_it, 2),
        "in_use": used,
    }


@contextmanager
def _batch(encoder: MusicnnEncoder, size: int) -> Iterator[None]:
    usual, encoder.batch_windows = encoder.batch_windows, size
    try:
        yield
    finally:
        encoder.batch_windows = usual
