"""Child processes that cannot outlive the launcher, however it ends.

Linux sends a child the signal set by PR_SET_PDEATHSIG when its parent dies, SIGKILL included.
The children are also written to a file, so that the next start can end what is left all the same.
"""

from __future__ import annotations

import ctypes
import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import psutil

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def bind_to_parent(on_parent_death: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` after which the kernel sends the child this signal when the parent dies.

    It runs after the change of user, which would clear the setting.
    """
    parent = os.getpid()

    def bind() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(on_parent_death))
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return bind


def spawn(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: IO[Any] | int,
    cwd: Path | str = "/",
    account: pwd.struct_passwd | None = None,
    on_parent_death: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C in the terminal reaches only us.

    Call it from the main thread: the kernel means the death of the thread that forked.
    With an `account` (root only) the child runs as that account, without further groups.
    """
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        env=dict(environment),
        start_new_session=True,
        preexec_fn=bind_to_parent(on_parent_death),
        **identity,
    )


def end_child(
    child: subprocess.Popen[bytes], ask: signal.Signals = signal.SIGTERM, within: float = 10.0
) -> None:
    """Ask the child to end; after `within` seconds, end its whole session."""
    if child.poll() is None:
        child.send_signal(ask)
        try:
            child.wait(within)
        except subprocess.TimeoutExpired:
            kill_session(child.pid)
            child.wait(5)


def kill_session(leader: int) -> None:
    """End whatever is left of the session that `leader` began, itself included."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


class ChildRecord:
    """The file that names our children, each by pid and start time, so that no pid is mistaken."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, name: str, child: subprocess.Popen[bytes]) -> None:
        try:
            started = psutil.Process(child.pid).create_time()
        except psutil.NoSuchProcess:
            return
        rows = [*self._rows(), {"name": name, "pid": child.pid, "started": started}]
        self.path.write_text(json.dumps(rows), encoding="utf-8")

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def end_leftovers(self, within: float = 15.0) -> list[str]:
        """End children of a launcher that was killed; returns their names.

        They have been asked to end already by the kernel; most are gone or nearly so.
        """
        alive = [(row["name"], process) for row in self._rows() if (process := _same(row))]
        for name, process in alive:
            ask = signal.SIGINT if name == "postgres" else signal.SIGTERM
            _signal(process, ask)
        deadline = time.monotonic() + within
        for _, process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except psutil.TimeoutExpired:
                kill_session(process.pid)
        self.clear()
        return [name for name, _ in alive]

    def _rows(self) -> list[dict[str, Any]]:
        try:
            rows: list[dict[str, Any]] = json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return []
        return rows


def _same(row: Mapping[str, Any]) -> psutil.Process | None:
    """The process of this record if it still runs, and is not another that got its pid."""
    try:
        process = psutil.Process(int(row["pid"]))
        if abs(process.create_time() - float(row["started"])) > 1.0:
            return None
        return process if process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
