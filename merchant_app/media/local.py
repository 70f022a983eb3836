"""A stored upload as a file on this machine's disk, for libraries that read paths."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db.models.fields.files import FieldFile


@contextmanager
def local_copy(stored: FieldFile) -> Iterator[Path]:
    """The path of the file; a temporary copy where the storage has no paths.

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
