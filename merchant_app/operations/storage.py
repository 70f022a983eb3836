"""Where the space goes: the disk, the media, the models, the database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection

CACHED_S = 60
LOW_SHARE = 0.1
LOW_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Storage:
    """Bytes. `media` is None where the files lie in an object store."""

    total: int
    free: int
    media: int | None
    models: int
    database: int

    @property
    def used_share(self) -> float:
        return 1 - self.free / self.total

    @property
    def low(self) -> bool:
        """Little is left: an import or a backup could fail."""
        return self.free < LOW_BYTES or self.free < self.total * LOW_SHARE


def storage() -> Storage:
    """Sizes at most a minute old; counting many files takes a moment."""
    known: Storage | None = cache.get("operations:storage")
    if known is None:
        known = _measure()
        cache.set("operations:storage", known, CACHED_S)
    return known


def _measure() -> Storage:
    disk = shutil.disk_usage(_existing(settings.VAR_DIR))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (database,) = cursor.fetchone()
    in_bucket = settings.ENV.MEDIA_STORAGE == "s3"
    return Storage(
        total=disk.total,
        free=disk.free,
        media=None if in_bucket else sum(_sizes(Path(settings.MEDIA_ROOT))),
        models=sum(_sizes(settings.ENV.models_dir)),
        database=database,
    )


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _sizes(folder: Path) -> Iterator[int]:
    for root, _folders, files in os.walk(folder):
        for name in files:
            try:
                yield (Path(root) / name).stat().st_size
            except OSError:
                continue  # deleted while we counted
