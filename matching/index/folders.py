"""Folders that are complete or not there, whatever is killed and however many build at once.

A version is written into a hidden folder and renamed into place. The hidden folder is locked by
its builder (``flock``, which the system takes away when a process dies), so that the next builder
can tell what was left behind from what is being written.
"""

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matching.index.columns import SnapshotProblem

_UNFINISHED = ".unfinished"


@contextmanager
def built_beside(folder: Path) -> Iterator[Path]:
    """A hidden folder to write into; it becomes ``folder`` when the block ends without an error.

    Folders that builders left behind when they were killed are removed first. Raises
    SnapshotProblem when ``folder`` exists, before and after the work.
    """
    if folder.exists():
        raise _exists(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.parent, wait=True):
        _sweep(folder.parent)
        partial = Path(
            tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=_UNFINISHED, dir=folder.parent)
        )
        mine = _lock(partial, wait=True)
    try:
        yield partial
        partial.chmod(0o755)
        sync_folder(partial)
        try:
            partial.rename(folder)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise _exists(folder) from error
            raise
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    finally:
        if mine is not None:
            os.close(mine)


@contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the lock of a file or folder; False where another process holds it and ``wait`` is not
    wanted."""
    held = _lock(path, wait=wait)
    try:
        yield held is not None
    finally:
        if held is not None:
            os.close(held)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder safely on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock(path: Path, *, wait: bool) -> int | None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _sweep(parent: Path) -> None:
    for left in parent.glob(f".*{_UNFINISHED}"):
        with locked(left, wait=False) as dead:
            if dead:
                shutil.rmtree(left, ignore_errors=True)


def _exists(folder: Path) -> SnapshotProblem:
    return SnapshotProblem(f"{folder} exists already; every version has its own folder")
