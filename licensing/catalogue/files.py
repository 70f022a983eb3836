"""The bytes of audio files: hashing, kinds, and a path on this machine wherever they are stored."""

from __future__ import annotations

import hashlib
import mimetypes
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db.models.fields.files import FieldFile

# mimetypes does not know some of these, or calls them video.
_MIMES = {
    ".aac": "audio/aac",
    ".ac3": "audio/ac3",
    ".aif": "audio/aiff",
    ".aiff": "audio/aiff",
    ".amr": "audio/amr",
    ".ape": "audio/x-ape",
    ".au": "audio/basic",
    ".caf": "audio/x-caf",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mka": "audio/x-matroska",
    ".mp3": "audio/mpeg",
    ".mp4": "audio/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".tta": "audio/x-tta",
    ".wav": "audio/wav",
    ".webm": "audio/webm",
    ".wma": "audio/x-ms-wma",
    ".wv": "audio/x-wavpack",
}
AUDIO_SUFFIXES = frozenset(_MIMES)


def sha256_of(stream: IO[bytes]) -> str:
    """The hash of all bytes of a stream, which is left at its start."""
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    stream.seek(0)
    return digest


def mime_of(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return _MIMES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


@contextmanager
def local_path(stored: FieldFile) -> Iterator[Path]:
    """A path of a stored file on this machine; a copy for the while when it is stored away.

    Raises FileNotFoundError when nothing is stored.
    """
    name = stored.name or ""
    if not name or not stored.storage.exists(name):
        raise FileNotFoundError(name)
    try:
        path = Path(stored.path)
    except NotImplementedError:
        with tempfile.NamedTemporaryFile(suffix=Path(name).suffix) as copy:
            with stored.open("rb") as source:
                shutil.copyfileobj(source, copy)
            copy.flush()
            yield Path(copy.name)
    else:
        yield path
