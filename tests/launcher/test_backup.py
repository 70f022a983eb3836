"""A backup holds all that matters, comes back whole, and never lands on other data by accident."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from merchant_app.config.env import Env
from merchant_app.launcher.backup import backup, restore
from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.running import announce, withdraw
from merchant_app.launcher.secret_key import secret_key
from merchant_app.launcher.services import EmbeddedServices


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)


@contextlib.contextmanager
def database(env: Env) -> Iterator[psycopg.Connection]:
    with (
        EmbeddedServices(env.VAR_DIR, broker=False) as services,
        psycopg.connect(services.database_url) as connection,
    ):
        yield connection


@pytest.fixture
def env(folder: Path) -> Env:
    """A small instance: one table, one audio file."""
    env = Env(VAR_DIR=folder / "var")
    with database(env) as connection:
        connection.execute("create table track (title text)")
        connection.execute("insert into track values ('初雪')")
    audio = env.VAR_DIR / "media" / "audio" / "a.opus"
    audio.parent.mkdir(parents=True)
    audio.write_bytes(b"OggS")
    secret_key(env.VAR_DIR)
    return env


def titles(env: Env) -> list[str]:
    with database(env) as connection:
        return [row[0] for row in connection.execute("select title from track").fetchall()]


def test_a_backup_comes_back_whole_in_a_fresh_instance(env: Env, folder: Path) -> None:
    saved = backup(env, folder / "saved")
    manifest = json.loads((saved / "manifest.json").read_text())
    assert set(manifest["files"]) == {"database.dump", "files.tar"}
    assert manifest["postgres"].startswith("pg_dump (PostgreSQL) 18")
    assert saved.stat().st_mode & 0o077 == 0

    fresh = Env(VAR_DIR=folder / "fresh")
    restore(fresh, saved)
    assert titles(fresh) == ["初雪"]
    assert (folder / "fresh" / "media" / "audio" / "a.opus").read_bytes() == b"OggS"
    assert secret_key(fresh.VAR_DIR) == secret_key(env.VAR_DIR)
    assert (fresh.VAR_DIR / "secrets").stat().st_mode & 0o077 == 0


def test_restore_refuses_data_that_is_there_unless_forced(env: Env, folder: Path) -> None:
    saved = backup(env, folder / "saved")
    with database(env) as connection:
        connection.execute("insert into track values ('later')")
    (env.VAR_DIR / "media" / "audio" / "later.opus").write_bytes(b"OggS")

    with pytest.raises(LauncherError, match=r"already holds data.*FORCE=1"):
        restore(env, saved)
    assert titles(env) == ["初雪", "later"]

    restore(env, saved, force=True)
    assert titles(env) == ["初雪"]
    assert [path.name for path in (env.VAR_DIR / "media" / "audio").iterdir()] == ["a.opus"]


def test_restore_refuses_a_running_instance(env: Env, folder: Path) -> None:
    saved = backup(env, folder / "saved")
    with database(env), pytest.raises(LauncherError, match="already runs on"):
        restore(env, saved, force=True)


def test_a_running_instance_is_backed_up_without_stopping(env: Env, folder: Path) -> None:
    with EmbeddedServices(env.VAR_DIR, broker=False) as services:
        announce(env.VAR_DIR, database=services.database_url, broker="", port=8000, demo=True)
        saved = backup(env, folder / "saved")
        withdraw(env.VAR_DIR)
        with psycopg.connect(services.database_url) as connection:
            assert connection.execute("select count(*) from track").fetchone() == (1,)
    restore(Env(VAR_DIR=folder / "fresh"), saved)
    assert titles(Env(VAR_DIR=folder / "fresh")) == ["初雪"]


def test_a_damaged_backup_is_refused_before_anything_is_touched(env: Env, folder: Path) -> None:
    saved = backup(env, folder / "saved")
    with (saved / "files.tar").open("ab") as file:
        file.write(b"x")
    with pytest.raises(LauncherError, match=r"files\.tar is missing or damaged"):
        restore(env, saved, force=True)
    assert titles(env) == ["初雪"]


def test_a_folder_that_is_no_backup_and_one_that_is_taken(env: Env, folder: Path) -> None:
    with pytest.raises(LauncherError, match="is no backup of Foyer"):
        restore(env, folder)
    with pytest.raises(LauncherError, match="is not empty"):
        backup(env, folder)
