"""What `make run` says when it cannot start: one sentence each, on standard error."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from merchant_app.config.env import ROOT
from merchant_app.launcher.secret_key import secret_key
from merchant_app.launcher.services import EmbeddedServices


def launch(var_dir: Path, port: int) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY")
    }
    return subprocess.run(
        [sys.executable, "-m", "merchant_app.launcher", "run"],
        cwd=ROOT,
        env=environment | {"VAR_DIR": str(var_dir), "PORT": str(port)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_busy_port_is_named_with_the_way_out(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = launch(folder / "var", port)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"Port {port} is in use: choose another one, such as `make run PORT=8765`."
    ]


def test_a_second_run_is_refused(folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with EmbeddedServices(folder, database=False, broker=False):
        done = launch(folder, port)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "already runs on" in done.stderr


def test_the_secret_key_is_made_once_and_is_private(folder: Path) -> None:
    key = secret_key(folder)
    assert len(key) > 50
    assert secret_key(folder) == key
    assert (folder / "secrets").stat().st_mode & 0o077 == 0
    assert (folder / "secrets" / "secret_key").stat().st_mode & 0o077 == 0
