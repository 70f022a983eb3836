"""Writes a copy that every player opens of a file that only libsndfile can read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from matching.audio.decode import Decoding
from matching.audio.errors import AudioProblem


def write_playable(source: Path, target: Path) -> None:
    """Decode ``source`` block by block into the FLAC file ``target`` (16 bit, its own rate).

    Raises AudioProblem where nothing can be read; ``target`` may then be left unfinished.
    """
    copy: soundfile.SoundFile | None = None
    try:
        for rate, block in Decoding(source).blocks():
            if copy is None:
                copy = soundfile.SoundFile(
                    target, "w", rate, len(block), format="FLAC", subtype="PCM_16"
                )
            copy.write(np.clip(block.T, -1.0, 1.0))
    finally:
        if copy is not None:
            copy.close()
    if copy is None:
        raise AudioProblem("unreadable")
