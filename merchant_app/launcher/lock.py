"""One Foyer per VAR_DIR: a lock that the kernel releases however its holder ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from merchant_app.launcher.errors import LauncherError


class InstanceLock:
    """Held while an instance runs on this VAR_DIR, and while its data is copied or replaced."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        path = self.var_dir / "run" / "lock"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("a+", encoding="ascii")
        except OSError as error:
            raise LauncherError(
                f"{self.var_dir} cannot be written ({error.strerror}): set VAR_DIR to a folder "
                "of yours."
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise LauncherError(
                f"Foyer already runs on {self.var_dir} (process {holder}): end that one, or start "
                "another copy with VAR_DIR=… and PORT=…."
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def is_locked(var_dir: Path) -> bool:
    """Whether an instance runs on this VAR_DIR."""
    path = var_dir / "run" / "lock"
    if not path.exists():
        return False
    with path.open("r", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
