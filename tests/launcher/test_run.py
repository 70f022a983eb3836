"""The whole of `make run`: it starts, serves, ends without a trace, and keeps what it has.

Seven starts of everything, about two and a half minutes on two cores.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from merchant_app.config.env import ROOT

OWN = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "SECRET_KEY", "SITE_URL", "DEMO")


class Foyer:
    """One start of the launcher on a folder."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.environment = {k: v for k, v in os.environ.items() if k not in OWN} | {
            "VAR_DIR": str(var_dir),
            "MODELS_DIR": os.environ.get("MODELS_DIR", str(ROOT / "var" / "models")),
            "PORT": str(self.port),
        }
        self.log = var_dir.with_name(f"{var_dir.name}.{self.port}.log")
        with self.log.open("wb") as output:
            self.launcher = subprocess.Popen(
                [sys.executable, "-m", "merchant_app.launcher", "run", "--no-open-music"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until_ready(self, within: float = 240.0) -> None:
        deadline = time.monotonic() + within
        while "Foyer is ready" not in self.said:
            assert self.launcher.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.launcher.pid).children(recursive=True)


@pytest.fixture
def foyer(folder: Path) -> Iterator[list[Foyer]]:
    """The starts of a test; killed after it where it failed to end them."""
    starts: list[Foyer] = []
    yield starts
    for start in starts:
        start.launcher.kill()
        start.launcher.wait()
        start.log.unlink()


def gone(processes: list[psutil.Process], within: float) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=within)
    return not [p for p in alive if p.status() != psutil.STATUS_ZOMBIE]


def test_it_serves_ends_without_a_trace_and_keeps_its_data(
    folder: Path, foyer: list[Foyer]
) -> None:
    foyer.append(first := Foyer(folder))
    first.wait_until_ready()
    with urllib.request.urlopen(f"http://localhost:{first.port}/account/login/") as page:
        assert page.status == 200
    credentials = subprocess.check_output(  # a second terminal, which only knows VAR_DIR
        [sys.executable, "manage.py", "demo_credentials", "--json"],
        cwd=ROOT,
        env={k: v for k, v in first.environment.items() if k != "PORT"},
    )
    assert json.loads(credentials)["url"] == f"http://localhost:{first.port}"
    assert json.loads(credentials)["owner"]["email"] in first.said
    addresses = json.loads((folder / "run" / "addresses.json").read_text())
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        connection.execute("update stores_store set name = 'Kept' where id = 1")
        connection.execute("delete from stores_store where id = 3")
    family = first.family()
    assert len(family) > 8

    first.launcher.send_signal(signal.SIGINT)
    assert first.launcher.wait(120) == 0
    assert gone(family, within=30)
    assert "The data is kept" in first.said
    assert not (folder / "run" / "addresses.json").exists()

    foyer.append(second := Foyer(folder))
    second.wait_until_ready()
    addresses = json.loads((folder / "run" / "addresses.json").read_text())
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        row = connection.execute("select name from stores_store where id = 1").fetchone()
        assert row == ("Kept",)
        rows = connection.execute("select id from stores_store order by id").fetchall()
        assert rows == [(1,), (2,)]  # the demonstration does not come back
    family = second.family()
    second.launcher.send_signal(signal.SIGTERM)
    assert second.launcher.wait(120) == 0
    assert gone(family, within=30)


def test_a_killed_launcher_leaves_nothing_and_the_next_one_starts(
    folder: Path, foyer: list[Foyer]
) -> None:
    foyer.append(first := Foyer(folder))
    first.wait_until_ready()
    family = first.family()
    first.launcher.kill()
    first.launcher.wait()
    assert gone(family, within=60)

    foyer.append(second := Foyer(folder))
    second.wait_until_ready()
    family = second.family()
    second.launcher.send_signal(signal.SIGHUP)  # the terminal was closed
    assert second.launcher.wait(120) == 0
    assert gone(family, within=30)


def test_an_upgrade_migrates_and_keeps_a_dump_and_newer_data_is_refused(
    folder: Path, foyer: list[Foyer]
) -> None:
    foyer.append(first := Foyer(folder))
    first.wait_until_ready()
    addresses = json.loads((folder / "run" / "addresses.json").read_text())
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        # As an older Foyer left it, which knew nothing of the last step of this table.
        connection.execute(
            "delete from django_migrations where app = 'authtoken' and name ~ '^0004'"
        )
    first.launcher.send_signal(signal.SIGTERM)
    assert first.launcher.wait(120) == 0

    foyer.append(second := Foyer(folder))
    second.wait_until_ready()
    assert "Upgrading the data (1 steps)" in second.said
    assert len(list((folder / "backups").glob("before-upgrade-*.dump"))) == 1
    addresses = json.loads((folder / "run" / "addresses.json").read_text())
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        connection.execute(
            "insert into django_migrations (app, name, applied) values ('stores', '9999_x', now())"
        )
    second.launcher.send_signal(signal.SIGTERM)
    assert second.launcher.wait(120) == 0

    foyer.append(third := Foyer(folder))
    assert third.launcher.wait(60) == 1
    assert "used by a newer Foyer (it has stores.9999_x)" in third.said
