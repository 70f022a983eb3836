"""Real Celery workers and a real beat, in processes of their own that a test may kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

#: Longer than a busy machine keeps a worker from saying that it is at it.
LEASE_S = 10


class Workers:
    """Two workers for all queues and one beat, on the test's database, broker and folders."""

    def __init__(self, folder: Path) -> None:
        database = urlsplit(os.environ["DATABASE_URL"])
        self._environment = {
            **os.environ,
            "DATABASE_URL": database._replace(path="/" + connection.settings_dict["NAME"]).geturl(),
            "VAR_DIR": str(Path(settings.MEDIA_ROOT).parent),
            "JOB_LEASE_SECONDS": str(LEASE_S),
            "LOG_LEVEL": "WARNING",
            "OMP_NUM_THREADS": "1",
        }
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        queues = ["-Q", "match,default", "-c", "1", "--without-gossip", "--without-mingle"]
        for name in ("one", "two"):
            self._run(name, ["worker", "-n", f"{name}@%h", *queues])
        self._run("beat", ["beat", "-s", str(self._folder / "beat"), "--max-interval", "1"])

    def _run(self, name: str, arguments: list[str]) -> None:
        command = [sys.executable, "-m", "celery", "-A", "merchant_app.config.celery", *arguments]
        with (self._folder / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill_with_child(self, child: int) -> None:
        """SIGKILL for the process that does the work and for the worker above it."""
        parent = int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1])
        assert parent in {process.pid for process in self._processes.values()}
        os.kill(parent, signal.SIGKILL)
        os.kill(child, signal.SIGKILL)

    def stop(self) -> None:
        for process in self._processes.values():
            # Each leads a session of its own; its children go with it.
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait(10)

    def log(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text()}" for path in self._folder.glob("*.log")
        )


def wait_for(condition: Callable[[], object], seconds: float, every: float = 0.02) -> bool:
    """Whether the condition came true within this time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(every)
    return False
