"""One step before the servers start, as a process of its own: its memory goes when it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from merchant_app.launcher.child import bind_to_parent
from merchant_app.launcher.errors import LauncherError

EXPLAINED = 3  # exit code of a step that has already said, in one sentence, why it failed


def run_step(
    module: str, arguments: Sequence[str], *, root: Path, environment: Mapping[str, str]
) -> None:
    """Run `python -m module …` in our terminal. Raises LauncherError where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=root,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        preexec_fn=bind_to_parent(signal.SIGTERM),
        check=False,
    )
    if done.returncode == EXPLAINED:
        raise LauncherError("")
    if done.returncode != 0:
        raise LauncherError(
            f"`python -m {module} {' '.join(arguments)}` failed, its reason is above."
        )
