"""Backup of one instance to a folder, and back: database dump, files, manifest with checksums.

The broker is left out on purpose: work in hand has a row in the database and is queued again
from there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tarfile
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from merchant_app.config.env import ROOT, Env
from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.lock import InstanceLock, is_locked
from merchant_app.launcher.places import client_programs
from merchant_app.launcher.postgres_dump import dump_database, program_version, restore_database
from merchant_app.launcher.running import database_of_running
from merchant_app.launcher.services import EmbeddedServices

FORMAT = 1
DATABASE = "database.dump"
FILES = "files.tar"
MANIFEST = "manifest.json"
FOLDERS = ("media", "index", "secrets")  # below VAR_DIR


def backup(env: Env, folder: Path | None = None) -> Path:
    """Write a backup, of a running instance or of one that rests; returns its folder.

    The database comes first: a file that arrives meanwhile is kept without being referred to,
    never the other way round.
    """
    var_dir = env.VAR_DIR.absolute()
    now = datetime.now(UTC)
    target = (folder or var_dir / "backups" / f"{now:%Y%m%dT%H%M%SZ}").absolute()
    if target.exists() and any(target.iterdir()):
        raise LauncherError(f"{target} is not empty: name a new folder for the backup.")
    target.mkdir(parents=True, exist_ok=True)
    target.chmod(0o700)
    programs = client_programs()
    with _database_of(var_dir) as url:
        dump_database(url, target / DATABASE, programs)
        migrations = _migrations(url)
    _pack(var_dir, target / FILES)
    manifest = {
        "format": FORMAT,
        "foyer": _version(),
        "created_at": now.isoformat(timespec="seconds"),
        "postgres": program_version("pg_dump", programs),
        "media": env.MEDIA_STORAGE,
        "migrations": migrations,
        "files": {name: _facts(target / name) for name in (DATABASE, FILES)},
    }
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return target


def restore(env: Env, folder: Path, *, force: bool = False) -> None:
    """Fill an instance that rests from a backup. `force` replaces what it holds.

    Nothing is touched before every checksum is right. Raises LauncherError.
    """
    read_manifest(folder)
    var_dir = env.VAR_DIR.absolute()
    with _resting_database_of(var_dir) as url:
        occupied = _tables(url) > 0 or _has_files(var_dir / "media")
        if occupied and not force:
            raise LauncherError(
                f"{var_dir} already holds data: restore into an empty VAR_DIR, or replace it with "
                "`make restore FROM=… FORCE=1`."
            )
        restore_database(url, folder / DATABASE, client_programs(), clean=occupied)
    _unpack(folder / FILES, var_dir)
    shutil.rmtree(var_dir / "valkey", ignore_errors=True)  # tasks of the data that is gone


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a backup whose files are all there and unchanged."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LauncherError(f"{folder} is no backup of Foyer: it has no {MANIFEST}.") from error
    if manifest.get("format") != FORMAT:
        raise LauncherError(
            f"{folder} was written by Foyer {manifest.get('foyer')}: restore it with that version."
        )
    for name, facts in manifest["files"].items():
        path = folder / name
        if not path.exists() or _sha256(path) != facts["sha256"]:
            raise LauncherError(f"{path} is missing or damaged: this backup cannot be restored.")
    return manifest


@contextlib.contextmanager
def _database_of(var_dir: Path) -> Iterator[str]:
    """The database, of the instance that runs or started for the moment."""
    given = os.environ.get("DATABASE_URL", "")
    if not given and is_locked(var_dir):
        given = database_of_running(var_dir)
        if not given:
            raise LauncherError(f"Foyer is just starting on {var_dir}: try again in a moment.")
    if given:
        yield given
        return
    with EmbeddedServices(var_dir, broker=False) as services:
        yield services.database_url


@contextlib.contextmanager
def _resting_database_of(var_dir: Path) -> Iterator[str]:
    """The database while no instance runs on this VAR_DIR; the lock is held meanwhile."""
    given = os.environ.get("DATABASE_URL", "")
    if given:
        lock = InstanceLock(var_dir)
        lock.acquire()
        try:
            yield given
        finally:
            lock.release()
        return
    with EmbeddedServices(var_dir, broker=False) as services:
        yield services.database_url


def _tables(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select count(*) from pg_tables where schemaname = 'public'"
        ).fetchone()
    return int(row[0]) if row else 0


def _migrations(url: str) -> dict[str, str]:
    """The last migration of each app, to tell which version made the backup."""
    with psycopg.connect(url) as connection:
        if connection.execute("select to_regclass('django_migrations')").fetchone() == (None,):
            return {}
        rows = connection.execute(
            "select app, max(name) from django_migrations group by app order by app"
        ).fetchall()
    return {str(app): str(name) for app, name in rows}


def _has_files(folder: Path) -> bool:
    return folder.exists() and any(path.is_file() for path in folder.rglob("*"))


def _pack(var_dir: Path, target: Path) -> None:
    # Uncompressed: audio and photos do not shrink.
    half = target.with_name(target.name + ".part")
    half.touch(mode=0o600)
    with tarfile.open(half, "w") as archive:
        for name in FOLDERS:
            if (var_dir / name).exists():
                archive.add(var_dir / name, arcname=name)
    half.replace(target)


def _unpack(source: Path, var_dir: Path) -> None:
    """Unpack beside the present folders, then change places."""
    fresh = var_dir / f".restore-{os.getpid()}"
    fresh.mkdir()
    try:
        with tarfile.open(source) as archive:
            for member in _plain_members(archive, source):
                archive.extract(member, fresh)
        for name in FOLDERS:
            shutil.rmtree(var_dir / name, ignore_errors=True)
            if (fresh / name).exists():
                (fresh / name).rename(var_dir / name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _plain_members(archive: tarfile.TarFile, source: Path) -> Iterator[tarfile.TarInfo]:
    """Files and folders below ours, owned by us; tarfile's own filter came with Python 3.11.4."""
    for member in archive:
        parts = Path(member.name).parts
        if not (member.isfile() or member.isdir()) or parts[0] not in FOLDERS or ".." in parts:
            raise LauncherError(f"{source} holds {member.name}, which no backup of Foyer has.")
        member.uid, member.gid, member.uname, member.gname = os.getuid(), os.getgid(), "", ""
        yield member


def _facts(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": _sha256(path)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
