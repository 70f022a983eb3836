"""Reads: stored profiles, and the snapshot that this process searches."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from django.conf import settings

from matching.index.snapshot import Snapshot, SnapshotProblem
from matching.models import IndexVersion, Profile
from matching.profile.track import FACETS, STYLE_SIZE, TAG_COUNT, TrackProfile

RECHECK_S = 2.0


def profile_load(sha256: str) -> TrackProfile | None:
    """The stored analysis of these bytes, or None where they were never analysed."""
    packed = Profile.objects.filter(sha256=sha256).values_list("vectors", flat=True).first()
    return None if packed is None else TrackProfile.unpack(bytes(packed))


@dataclass
class _Opened:
    base: Path
    number: int
    snapshot: Snapshot
    checked_at: float


_lock = threading.Lock()
_opened: _Opened | None = None


def current_snapshot(*, fresh: bool = False) -> Snapshot:
    """The active snapshot, mapped once per process; empty before anything was analysed.

    The database is asked for a newer version at most every two seconds, or at once with `fresh`.
    """
    global _opened
    base = Path(settings.SNAPSHOT_DIR)
    with _lock:
        held = _opened if _opened is not None and _opened.base == base else None
        if held and not fresh and time.monotonic() - held.checked_at < RECHECK_S:
            return held.snapshot
        for _attempt in range(2):
            version = IndexVersion.objects.filter(active=True).order_by("-number").first()
            number = version.number if version else 0
            if held and held.number == number:
                held.checked_at = time.monotonic()
                return held.snapshot
            try:
                snapshot = Snapshot.open(base / version.folder) if version else _empty()
            except SnapshotProblem:
                # Replaced and deleted between the query and the opening, or lost: look once more.
                continue
            _opened = _Opened(base, number, snapshot, time.monotonic())
            return snapshot
        return held.snapshot if held else _empty()


@cache
def _empty() -> Snapshot:
    def wide(size: int) -> np.ndarray:
        return np.empty((0, size), dtype=np.float32)

    none = np.empty(0, dtype=np.int64)
    near = np.empty((0, STYLE_SIZE), dtype=np.float16)
    return Snapshot(none, none, wide(STYLE_SIZE), wide(TAG_COUNT), wide(len(FACETS)), near, near)
