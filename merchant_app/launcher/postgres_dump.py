"""A PostgreSQL database to one file and back, with `pg_dump` and `pg_restore`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from merchant_app.launcher.errors import LauncherError


def dump_database(url: str, target: Path, programs: Path | None) -> None:
    """Write a dump in PostgreSQL's own compressed format, whole or not at all, mode 600."""
    half = target.with_name(target.name + ".part")
    half.touch(mode=0o600)
    arguments = ["--format=custom", "--no-owner", "--no-privileges", "--file", str(half)]
    _run("pg_dump", [*arguments, "--dbname", url], programs)
    half.replace(target)


def restore_database(url: str, source: Path, programs: Path | None, *, clean: bool) -> None:
    """Fill the database from a dump in one transaction; with `clean`, drop what is there first."""
    arguments = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    if clean:
        arguments += ["--clean", "--if-exists"]
    _run("pg_restore", [*arguments, "--dbname", url, str(source)], programs)


def program_version(name: str, programs: Path | None) -> str:
    done = subprocess.run(
        [_program(name, programs), "--version"], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _program(name: str, programs: Path | None) -> str:
    """The wheel's own program, which suits its server; else the one on PATH."""
    if programs is not None and (programs / name).exists():
        return str(programs / name)
    found = shutil.which(name)
    if found is None:
        raise LauncherError(f"{name} was not found: install PostgreSQL's client programs.")
    return found


def _run(name: str, arguments: Sequence[str], programs: Path | None) -> None:
    done = subprocess.run(
        [_program(name, programs), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C"},
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise LauncherError(f"{name} failed: {lines[-1] if lines else 'it gave no reason'}")
