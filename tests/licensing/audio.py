"""Small real audio files, and the worker's part done in this process."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from matching.jobs.models import Job
from matching.jobs.tasks import run_job

RATE = 22_050


def music(path: Path, *, seconds: float = 6.0, hertz: float = 220.0) -> Path:
    """A few chords with a beat: enough for every measurement to have something to find."""
    time = np.arange(int(seconds * RATE)) / RATE
    chord = sum(np.sin(2 * np.pi * hertz * ratio * time) for ratio in (1, 1.26, 1.5)) / 4
    beat = np.exp(-12 * (time % 0.5))
    soundfile.write(path, (chord * (0.3 + 0.7 * beat)).astype("float32"), RATE)
    return path


def work_off() -> list[str]:
    """Do every open job, as the worker would; the states they ended in."""
    states = []
    while job := Job.objects.filter(state=Job.State.QUEUED).order_by("pk").first():
        states.append(run_job(job.pk, worker="test"))
    return states
