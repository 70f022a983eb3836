"""Reads: stored profiles, and the snapshot that this process searches."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from matching.index.columns import SnapshotProblem
from matching.index.snapshot import Snapshot
from matching.models import IndexVersion, Profile
from matching.profile.analyser import style_space
from matching.profile.track import STYLE_SIZE, TAG_COUNT, TrackProfile

RECHECK_S = 2.0


def live_version() -> IndexVersion | None:
    """The version that is searched; None before anything was indexed."""
    return IndexVersion.objects.filter(active=True).order_by("-number").first()


def comparable_analysers(analyser: str) -> list[str]:
    """Analysers with stored profiles in the same style space, this one among them."""
    known = Profile.objects.values_list("analyser", flat=True).distinct()
    return [name for name in known if style_space(name) == style_space(analyser)]


def snapshot_space(snapshot: Snapshot) -> str:
    """The style space of the vectors in a snapshot."""
    return style_space(str(snapshot.meta.get("analyser", "")))


def profile_for(sha256: str, analyser: str) -> Profile | None:
    """What this analyser, else another of its style space, heard in these bytes."""
    found = list(Profile.objects.filter(sha256=sha256).order_by("-pk"))
    for one in found:
        if one.analyser == analyser:
            return one
    space = style_space(analyser)
    return next((one for one in found if style_space(one.analyser) == space), None)


def profile_of(sha256: str) -> Profile | None:
    """The analysis of these bytes by the live analyser, else the newest; None without any."""
    live = live_version()
    return (profile_for(sha256, live.analyser) if live else None) or (
        Profile.objects.filter(sha256=sha256).order_by("-pk").first()
    )


def profile_load(sha256: str) -> TrackProfile | None:
    """The stored analysis of these bytes, as `profile_of` chooses it, or None without any."""
    stored = profile_of(sha256)
    return None if stored is None else TrackProfile.unpack(bytes(stored.vectors))


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
            version = live_version()
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
    return Snapshot.empty(STYLE_SIZE, TAG_COUNT)
