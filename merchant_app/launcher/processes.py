"""Keeps the processes of the Procfile running, shows what they say, and ends them together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from honcho.colour import get_colours
from honcho.environ import parse_procfile
from honcho.printer import Message, Printer

from merchant_app.launcher.child import ChildRecord, kill_session, spawn
from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.logs import fresh_log, last_lines

RESTARTS = 5
RESTART_WINDOW = 60.0


@dataclass
class _Part:
    name: str
    command: str
    colour: str
    log: Path
    child: subprocess.Popen[bytes] | None = None
    ends: list[float] = field(default_factory=list)  # when it ended unasked, monotonic seconds


class Processes:
    """The parts of a Procfile, simple commands, each in a session of its own.

    A part that ends unasked is started again; after five times within a minute `check` raises
    LauncherError, because a part that cannot run should be seen and not hidden.
    """

    def __init__(
        self, procfile: Path, environment: Mapping[str, str], *, logs: Path, record: ChildRecord
    ) -> None:
        self._root = procfile.parent
        self._environment = dict(environment)
        self._record = record
        commands = parse_procfile(procfile.read_text(encoding="utf-8")).processes
        self._parts = [
            _Part(name, command, colour, logs / f"{name}.log")
            for (name, command), colour in zip(commands.items(), get_colours(), strict=False)
        ]
        self._printer = Printer(sys.stdout, width=max(map(len, commands), default=0))
        self._printing = threading.Lock()

    def start(self) -> None:
        for part in self._parts:
            self._start(part)

    def check(self) -> None:
        """Start again what ended. Call it every second or so from the main thread."""
        for part in self._parts:
            if part.child is None or part.child.poll() is None:
                continue
            kill_session(part.child.pid)  # its own children, where it left some behind
            now = time.monotonic()
            part.ends = [end for end in part.ends if now - end < RESTART_WINDOW] + [now]
            if len(part.ends) > RESTARTS:
                raise LauncherError(
                    f"{part.name} ended {len(part.ends)} times within a minute; {part.log} says: "
                    f"{last_lines(part.log)}"
                )
            self._say(part, f"ended ({_how(part.child.returncode)}), starting it again")
            self._start(part)

    def stop(self, within: float = 20.0) -> None:
        """Ask all to finish what they do; after `within` seconds end what is left.

        An interrupted job is taken up again at the next start, so the bound loses nothing.
        """
        alive = [p.child for p in self._parts if p.child is not None and p.child.poll() is None]
        for child in alive:
            child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + within
        for child in alive:
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        for part in self._parts:
            if part.child is not None:
                kill_session(part.child.pid)
                part.child.wait(10)
                part.child = None

    def _start(self, part: _Part) -> None:
        # Without its launcher a part must end at once: asked politely, a Celery worker whose broker
        # ends at the same moment waits for it for ever. Work in hand is taken up by lease.
        part.child = spawn(
            ["/bin/sh", "-c", f"exec {part.command}"],
            environment=self._environment,
            output=subprocess.PIPE,
            cwd=self._root,
            on_parent_death=signal.SIGKILL,
        )
        self._record.add(part.name, part.child)
        threading.Thread(target=self._relay, args=(part, part.child), daemon=True).start()

    def _relay(self, part: _Part, child: subprocess.Popen[bytes]) -> None:
        assert child.stdout is not None  # noqa: S101 - asked for with PIPE
        with fresh_log(part.log) as log:
            for line in child.stdout:
                log.write(line)
                log.flush()
                self._say(part, line.decode("utf-8", errors="replace"))

    def _say(self, part: _Part, text: str) -> None:
        with self._printing:
            self._printer.write(Message("line", text, datetime.now(), part.name, part.colour))


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"by {signal.Signals(-code).name}"


def child_environment(root: Path, values: Mapping[str, str]) -> dict[str, str]:
    """Our environment with `values` on top and the programs of this Python first on PATH."""
    environment = os.environ | dict(values)
    environment["PATH"] = os.pathsep.join(
        [str(Path(sys.executable).parent), environment.get("PATH", "/usr/bin:/bin")]
    )
    environment["PYTHONPATH"] = str(root)
    environment["PYTHONUNBUFFERED"] = "1"
    # Celery warns root in ten lines at every start; docs/operations.md says it once.
    environment.setdefault("PYTHONWARNINGS", "ignore:You're running the worker")
    return environment
