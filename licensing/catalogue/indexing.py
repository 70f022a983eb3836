"""Keeps the search index in step with the catalogue: all analysed tracks that are not withdrawn.

Reference tracks that nobody may play are in it too, so that seeds are recognised; what may be
played is decided by the allowed ids of each search, not by the index.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from licensing.catalogue.models import YesNoUnknown
from matching.changes.services import change_done
from matching.changes.sources import follow
from matching.index.snapshot import is_readable
from matching.jobs.models import Job
from matching.models import IndexVersion, LoadedModel, ModelChange
from matching.selectors import comparable_analysers, live_version
from matching.services import IndexRow, index_build

# One arbitrary number that all builders of this index agree on.
_ADVISORY_LOCK = 7_309_341
_VOICE: dict[str, float] = {YesNoUnknown.YES.value: 1.0, YesNoUnknown.NO.value: 0.0}
REBUILD_EVERY = timedelta(seconds=20)

# A track that this analyser has not heard yet is represented by one of the same style space.
_ROWS = """
SELECT DISTINCT ON (track.id)
    track.id, profile.id AS profile_id, profile.duration_s, track.vocal, track.artist
FROM catalogue_track AS track
JOIN catalogue_audioasset AS asset ON asset.id = track.asset_id
JOIN matching_profile AS profile ON profile.sha256 = asset.sha256
WHERE NOT track.withdrawn AND profile.analyser = ANY(%(comparable)s)
ORDER BY track.id, (profile.analyser = %(analyser)s) DESC, profile.id DESC
"""
_FINGERPRINT = f"""
SELECT count(*), md5(string_agg(
    id || ':' || profile_id || ':' || duration_s || ':' || vocal || ':' || artist, ',' ORDER BY id))
FROM ({_ROWS}) AS chosen
"""  # noqa: S608  made of constants
_MOST_TRACKS = """
SELECT profile.analyser
FROM catalogue_track AS track
JOIN catalogue_audioasset AS asset ON asset.id = track.asset_id
JOIN matching_profile AS profile ON profile.sha256 = asset.sha256
WHERE NOT track.withdrawn
GROUP BY profile.analyser
ORDER BY count(*) DESC, profile.analyser DESC
LIMIT 1
"""


@dataclass(frozen=True)
class _State:
    """What the index of an analyser would be built from."""

    analyser: str
    count: int
    fingerprint: str


def index_refresh() -> IndexVersion | None:
    """Build a new version of the live analyser if the catalogue changed; cheap when it did not.

    Before there is a version, the analyser with most tracks is taken. A new analyser takes over
    only through `index_switch`.
    """
    active = live_version()
    if active is not None and _is_current(active, _live_state(active)):
        return active
    with transaction.atomic():
        _lock()
        active = live_version()
        state = _live_state(active)
        if active is not None and _is_current(active, state):
            return active
        if not state.count and active is None:
            return None
        model = active.audio_model if active else _setting_of(state.analyser)
        return _build(state, model)


def index_switch(
    analyser: str, audio_model: str, *, change: ModelChange | None = None
) -> IndexVersion | None:
    """Make this analyser the live one, in one transaction: index, catalogue and seeds follow.

    With a `change`, nothing happens (None) when somebody ended that meanwhile.
    """
    with transaction.atomic():
        _lock()
        if change is not None and not change_done(change):
            return None
        version = _build(_state(analyser), audio_model)
        follow(analyser)
    return version


def index_refresh_if_due(*, but_for: int) -> IndexVersion | None:
    """Refresh after an analysis, but not after each of many: when it was the last one open, or
    the last build is 20 s old. `but_for` is the id of the job that asks."""
    waiting = Job.objects.filter(queue=Job.Queue.ANALYSE, state__in=Job.OPEN).exclude(pk=but_for)
    active = live_version()
    recent = active is not None and active.created_at > timezone.now() - REBUILD_EVERY
    if recent and waiting.exists():
        return None
    return index_refresh()


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])


def _build(state: _State, audio_model: str) -> IndexVersion:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, _comparable(state.analyser))
        rows = [
            IndexRow(pk, profile, artist, _VOICE.get(vocal), duration_s)
            for pk, profile, duration_s, vocal, artist in cursor.fetchall()
        ]
    return index_build(
        rows=rows,
        fingerprint=state.fingerprint,
        analyser=state.analyser,
        audio_model=audio_model,
    )


def _live_state(active: IndexVersion | None) -> _State:
    state = _state(active.analyser) if active and active.analyser else None
    if state is not None and state.count:
        return state
    with connection.cursor() as cursor:
        cursor.execute(_MOST_TRACKS)
        row = cursor.fetchone()
    return _state(row[0] if row else active.analyser if active else "")


def _state(analyser: str) -> _State:
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT, _comparable(analyser))
        count, digest = cursor.fetchone()
    said = f"{analyser} {count} {digest}"
    return _State(analyser, count, hashlib.sha256(said.encode()).hexdigest())


def _comparable(analyser: str) -> dict[str, Any]:
    return {"analyser": analyser, "comparable": comparable_analysers(analyser)}


def _setting_of(analyser: str) -> str:
    loaded = LoadedModel.objects.filter(kind=LoadedModel.Kind.AUDIO, analyser=analyser).first()
    return loaded.setting if loaded else ""


def _is_current(version: IndexVersion, state: _State) -> bool:
    folder = Path(settings.SNAPSHOT_DIR) / version.folder
    return version.fingerprint == state.fingerprint and is_readable(folder)
