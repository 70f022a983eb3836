"""A catalogue as a folder: profiles on disk, for work without a database.

``profiles.jsonl`` names one analysed file per line; ``profiles/`` holds the packed profiles by the
SHA-256 of the audio, so that a file that was moved or copied is not analysed again.  Lines are only
ever appended, after the profile is in place: an interrupted run loses at most one file.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from matching.profile.track import TrackProfile

_LIST = "profiles.jsonl"
_PROFILES = "profiles"


class FolderProblem(ValueError):
    """A catalogue folder that cannot be used; the message says why."""


@dataclass(frozen=True)
class Entry:
    """One analysed file, and how to tell that it has not changed since."""

    path: str
    sha256: str
    size: int
    changed: int  # time of last change in nanoseconds


class ProfileFolder:
    """Reads and extends a catalogue folder; several readers and one writer at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entries(self) -> dict[str, Entry]:
        """Analysed files by path; the last line about a path counts."""
        try:
            lines = (self.folder / _LIST).read_text("utf-8").splitlines()
        except FileNotFoundError:
            return {}
        found: dict[str, Entry] = {}
        for line in lines:
            try:
                entry = Entry(**json.loads(line))
            except (ValueError, TypeError):  # the end of a run that was killed while writing
                continue
            found[entry.path] = entry
        return found

    def profiles(self) -> Iterator[tuple[str, TrackProfile]]:
        """(path, profile) of every analysed file, in the order of their paths.

        Raises FolderProblem when one of the profiles is missing or damaged.
        """
        for path, entry in sorted(self.entries().items()):
            try:
                yield path, TrackProfile.unpack(self._place(entry.sha256).read_bytes())
            except (OSError, ValueError) as problem:
                raise FolderProblem(
                    f"{self.folder}: the profile of {path} is missing or damaged. "
                    "Run analyse again."
                ) from problem

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the folder for the one writer; where it had to be made and stays empty, it goes.

        Raises FolderProblem when it cannot be a folder or another process is writing to it.
        """
        made = not self.folder.exists()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            held = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as problem:
            raise FolderProblem(f"{self.folder} cannot be a folder: {problem.strerror}.") from None
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            raise FolderProblem(
                f"Another run is writing to {self.folder}. Wait until it is done, "
                "or name another folder."
            ) from None
        try:
            yield
        finally:
            if made:
                with suppress(OSError):  # it holds something, as it should
                    self.folder.rmdir()
            os.close(held)

    def is_current(self, path: Path, analyser: str, known: dict[str, Entry]) -> bool:
        """Whether ``path`` was analysed by ``analyser`` and has not changed since."""
        entry = known.get(str(path))
        status = path.stat()
        return (
            entry is not None
            and (entry.size, entry.changed) == (status.st_size, status.st_mtime_ns)
            and self.stored(entry.sha256, analyser) is not None
        )

    def stored(self, sha256: str, analyser: str) -> TrackProfile | None:
        """The profile of this audio by this analyser, if there is one."""
        try:
            profile = TrackProfile.unpack(self._place(sha256).read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return profile if profile.analyser == analyser else None

    def add(self, path: Path, sha256: str, profile: TrackProfile) -> None:
        """Keeps the profile of ``path``; readers see it complete or not at all."""
        place = self._place(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = place.with_suffix(f".{os.getpid()}.partial")
        partial.write_bytes(profile.pack())
        os.replace(partial, place)
        status = path.stat()
        entry = Entry(str(path), sha256, status.st_size, status.st_mtime_ns)
        with (self.folder / _LIST).open("a", encoding="utf-8") as lines:
            # The line break comes first too: the line before may have been cut off.
            lines.write("\n" + json.dumps(asdict(entry), ensure_ascii=False) + "\n")

    def _place(self, sha256: str) -> Path:
        return self.folder / _PROFILES / sha256[:2] / f"{sha256}.npz"


def audio_sha256(path: Path) -> str:
    """SHA-256 of an audio file's bytes as hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
