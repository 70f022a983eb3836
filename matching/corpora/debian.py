"""Fetches and unpacks Debian packages without installing them and without being root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DOWNLOAD_S = 900
_UNKNOWN = ("Unable to locate package", "Can't select", "No packages found")


class FetchProblem(Exception):
    """A package cannot be had here; the message says in one sentence why, or what to do."""


@contextmanager
def unpacked(package: str, downloads: Path) -> Iterator[Path]:
    """The files of a package in a folder that is gone afterwards.

    apt checks the download against the archive's signed lists. Where this machine has no lists,
    they are fetched into `downloads` first. Raises FetchProblem.
    """
    for program in ("apt-get", "dpkg-deb"):
        if shutil.which(program) is None:
            raise FetchProblem(f"Open music comes as Debian packages, and {program} is not here.")
    downloads = downloads.absolute()  # the programs run in another folder
    downloads.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{package}-", dir=downloads) as name:
        folder = Path(name)
        archive = _download(package, folder, downloads / "apt")
        result = _run(["dpkg-deb", "-x", str(archive), str(folder / "files")], folder)
        if result.returncode:
            raise FetchProblem(f"{archive.name} cannot be unpacked: {_last_line(result.stderr)}")
        archive.unlink()
        yield folder / "files"


def _download(package: str, folder: Path, own: Path) -> Path:
    result = _run(["apt-get", "download", "-q", package], folder)
    if result.returncode and any(text in result.stderr for text in _UNKNOWN):
        lists = _own_lists(own)
        result = _run(["apt-get", *lists, "update", "-q"], folder)
        if not result.returncode:
            result = _run(["apt-get", *lists, "download", "-q", package], folder)
    found = sorted(folder.glob("*.deb"))
    if not result.returncode and found:
        return found[0]
    if "No space left" in result.stderr:
        raise FetchProblem("The disk is full.")
    if any(text in result.stderr for text in _UNKNOWN):
        raise FetchProblem(f"This machine's package sources have no {package}.")
    raise FetchProblem(
        f"Debian's archive could not be reached for {package} ({_last_line(result.stderr)})."
    )


def _own_lists(own: Path) -> list[str]:
    """Options that keep apt's lists in a folder of our own, with the machine's sources and keys."""
    (own / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (own / "cache" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    return [
        "-o", f"Dir::State::Lists={own / 'lists'}",
        "-o", f"Dir::Cache={own / 'cache'}",
        "-o", "APT::Sandbox::User=",
    ]  # fmt: skip


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_DOWNLOAD_S,
            stdin=subprocess.DEVNULL,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", **_proxies()},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FetchProblem(f"{command[0]} took longer than {_DOWNLOAD_S // 60} minutes.") from error


def _proxies() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}


def _last_line(text: str) -> str:
    errors = [line for line in text.splitlines() if line.startswith("E:")]
    lines = errors or [line for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("E: ") if lines else "no reason given"
