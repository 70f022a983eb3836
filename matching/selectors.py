"""The snapshot this process searches."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

from matching.index.snapshot import Snapshot
from matching.models import IndexVersion

RECHECK_S = 2.0


class _Opened:
    """The snapshot opened last, its version number and when that was checked."""

    snapshot: Snapshot | None = None
    folder: Path | None = None
    checked: float = -RECHECK_S


def current_snapshot(*, fresh: bool = False) -> Snapshot | None:
    """The active snapshot, opened once per process and version; None before the first build.

    The database is asked at most every two seconds, or always when `fresh`.
    """
    now = time.monotonic()
    if not fresh and now - _Opened.checked < RECHECK_S:
        return _Opened.snapshot
    version = IndexVersion.objects.filter(active=True).order_by("-number").first()
    folder = Path(settings.SNAPSHOT_DIR) / version.folder if version else None
    if folder != _Opened.folder:
        _Opened.snapshot = Snapshot.open(folder) if folder else None
        _Opened.folder = folder
    _Opened.checked = now
    return _Opened.snapshot
