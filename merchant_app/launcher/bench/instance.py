"""A fresh instance for the benchmark: own data, own port, ended and removed afterwards."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from merchant_app.config.env import ROOT, read_env
from merchant_app.launcher.child import bind_to_parent

READY = "Foyer is ready"


class Instance:
    """`make run` without the open music; `started_in` is the time until the web server answered."""

    def __init__(self) -> None:
        self.var_dir = Path(tempfile.mkdtemp(prefix="foyer-bench-"))
        self.var_dir.chmod(0o711)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.started_in = 0.0
        self._log = self.var_dir / "launcher.log"
        self._launcher: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        return self._launcher.pid if self._launcher else 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def database_url(self) -> str:
        written = json.loads((self.var_dir / "run" / "addresses.json").read_text())
        return str(written["DATABASE_URL"])

    def people(self) -> dict[str, Any]:
        people: dict[str, Any] = json.loads((self.var_dir / "run" / "sign-ins.json").read_text())
        return people

    def __enter__(self) -> Instance:
        own = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "SITE_URL", "MEDIA_STORAGE")
        environment = {name: value for name, value in os.environ.items() if name not in own}
        environment |= {
            "VAR_DIR": str(self.var_dir),
            "MODELS_DIR": str(read_env().models_dir.absolute()),
            "PORT": str(self.port),
            "RATE_LIMIT": "false",
        }
        began = time.monotonic()
        with self._log.open("wb") as output:
            self._launcher = subprocess.Popen(
                [sys.executable, "-m", "merchant_app.launcher", "run", "--no-open-music"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=bind_to_parent(signal.SIGTERM),
            )
        while READY not in (said := self._log.read_text(errors="replace")):
            if self._launcher.poll() is not None:
                shutil.rmtree(self.var_dir, ignore_errors=True)
                raise RuntimeError(f"Foyer did not start:\n{said}")
            time.sleep(0.05)
        self.started_in = time.monotonic() - began
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._launcher is not None:
            self._launcher.terminate()
            self._launcher.wait(60)
        shutil.rmtree(self.var_dir, ignore_errors=True)
