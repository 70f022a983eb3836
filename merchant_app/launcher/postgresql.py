"""The embedded PostgreSQL: made on first start, reached through a socket only we may enter."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from merchant_app.launcher.child import ChildRecord, end_child, spawn
from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.logs import fresh_log, last_lines
from merchant_app.launcher.places import PostgresPlace

DATABASE = "foyer"
SUPERUSER = "foyer"
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432.lock")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
# For a machine that also runs models: a small cache, and enough connections for every process.
SETTINGS = {"shared_buffers": "64MB", "max_connections": "80", "max_wal_size": "256MB"}
# For data that is thrown away: nothing waits for the disk.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """PostgreSQL 18 as a child process. Trusts whoever can open its socket: its owner and root."""

    def __init__(self, place: PostgresPlace, log: Path, *, throw_away: bool = False) -> None:
        self.place = place
        self.log = log
        self.settings = SETTINGS | (THROW_AWAY if throw_away else {})
        self._child: subprocess.Popen[bytes] | None = None
        self._made_socket_dir: Path | None = None
        self.socket_dir = place.data

    @property
    def url(self) -> str:
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self.socket_dir), safe='')}"

    def start(self, record: ChildRecord) -> None:
        self._make_cluster()
        self._choose_socket_dir()
        options = [f"--{key}={value}" for key, value in self.settings.items()]
        with fresh_log(self.log) as output:
            self._child = child = spawn(
                [
                    str(self.place.bin / "postgres"), "-D", str(self.place.data),
                    "-c", "listen_addresses=",
                    "-c", f'unix_socket_directories="{self.socket_dir}"',
                    *options,
                ],
                environment=ENVIRONMENT,
                output=output,
                account=self.place.account,
                on_parent_death=signal.SIGINT,  # PostgreSQL's fast shutdown
            )  # fmt: skip
        record.add("postgres", child)
        self._make_database(child)

    def stop(self) -> None:
        if self._child is not None:
            end_child(self._child, signal.SIGINT, within=20.0)
            self._child = None
        if self._made_socket_dir is not None:
            shutil.rmtree(self._made_socket_dir, ignore_errors=True)
            self._made_socket_dir = None

    def _make_cluster(self) -> None:
        version = self.place.data / "PG_VERSION"
        if version.exists():
            found = version.read_text(encoding="ascii").strip()
            if found != "18":
                raise LauncherError(
                    f"{self.place.data} belongs to PostgreSQL {found}, this Foyer brings 18: "
                    "back up with the Foyer that made it and restore with this one."
                )
            return
        done = subprocess.run(
            [
                str(self.place.bin / "initdb"), "-D", str(self.place.data), "-U", SUPERUSER,
                "--auth=trust", "--encoding=UTF8", "--no-instructions",
                # Built into PostgreSQL: the same order on every machine, whatever it has installed.
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
            ],
            cwd="/", env=ENVIRONMENT, capture_output=True, text=True, check=False,
            **_identity(self.place),
        )  # fmt: skip
        if done.returncode != 0:
            reason = done.stderr.strip().splitlines()
            raise LauncherError(
                f"The database could not be made in {self.place.data}: "
                f"{reason[-1] if reason else 'initdb gave no reason'}"
            )

    def _choose_socket_dir(self) -> None:
        """The data folder; a short temporary one where the name of a socket there is too long."""
        self.socket_dir = self.place.data
        if len(os.fsencode(self.place.data)) > LONGEST_SOCKET or '"' in str(self.place.data):
            folder = Path(tempfile.mkdtemp(prefix="foyer-", dir="/tmp"))
            if self.place.account is not None:
                os.chown(folder, self.place.account.pw_uid, self.place.account.pw_gid)
            self._made_socket_dir = self.socket_dir = folder

    def _make_database(self, child: subprocess.Popen[bytes], within: float = 30.0) -> None:
        deadline = time.monotonic() + within
        while True:
            try:
                connection = psycopg.connect(
                    host=str(self.socket_dir), user=SUPERUSER, dbname="postgres", autocommit=True
                )
                break
            except psycopg.OperationalError as error:
                if child.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise LauncherError(
                        f"PostgreSQL did not start; {self.log} says: {last_lines(self.log)}"
                    ) from error
                time.sleep(0.05)
        with connection:
            there = connection.execute(
                "select 1 from pg_database where datname = %s", (DATABASE,)
            ).fetchone()
            if there is None:
                connection.execute(f'create database "{DATABASE}"')


def _identity(place: PostgresPlace) -> dict[str, Any]:
    if place.account is None:
        return {}
    return {"user": place.account.pw_uid, "group": place.account.pw_gid, "extra_groups": []}
