"""Fetches human-made open music while Foyer already serves; one line where it cannot."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from merchant_app.launcher.child import end_child, spawn
from merchant_app.launcher.logs import fresh_log, last_lines

PACKAGES = ("singularity-music", "zaz-data", "hyperrogue-music", "marsshooter-data")


class OpenMusic:
    """`manage.py load_open_music` as a child; the pages of the product show its progress."""

    def __init__(self, root: Path, environment: Mapping[str, str], log: Path) -> None:
        self._root = root
        self._environment = environment
        self._log = log
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        print(
            "Fetching open music in the background; the catalogue page shows it arrive.", flush=True
        )
        with fresh_log(self._log) as output:
            self._child = spawn(
                [sys.executable, "manage.py", "load_open_music", *PACKAGES],
                environment=self._environment,
                output=output,
                cwd=self._root,
            )

    def check(self) -> None:
        """Say the outcome once, when there is one."""
        if self._child is None or self._child.poll() is None:
            return
        if self._child.returncode == 0:
            print(f"Open music: {last_lines(self._log, 1)}", flush=True)
        else:
            print(
                f"Open music was not loaded ({last_lines(self._log, 1)}); `make open-music` tries "
                "again.",
                flush=True,
            )
        self._child = None

    def stop(self) -> None:
        if self._child is not None:
            end_child(self._child, within=5.0)
            self._child = None
