"""Keeps the search index in step with the catalogue: all analysed tracks that are not withdrawn.

Reference tracks that nobody may play are in it too, so that seeds are recognised; what may be
played is decided by the allowed ids of each search, not by the index.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from licensing.catalogue.models import Track, YesNoUnknown
from matching.jobs.models import Job
from matching.models import IndexVersion
from matching.services import IndexRow, index_build

# One arbitrary number that all builders of this index agree on.
_ADVISORY_LOCK = 7_309_341
_VOICE: dict[str, float] = {YesNoUnknown.YES.value: 1.0, YesNoUnknown.NO.value: 0.0}
REBUILD_EVERY = timedelta(seconds=20)

_FINGERPRINT = """
SELECT profile.analyser, count(*), md5(string_agg(
    track.id || ':' || profile.id || ':' || profile.duration_s || ':' || track.vocal || ':' ||
    track.artist, ','
    ORDER BY track.id))
FROM catalogue_track AS track
JOIN catalogue_audioasset AS asset ON asset.id = track.asset_id
JOIN matching_profile AS profile ON profile.id = asset.profile_id
WHERE NOT track.withdrawn
GROUP BY profile.analyser
ORDER BY count(*) DESC, profile.analyser DESC
LIMIT 1
"""


def index_refresh() -> IndexVersion | None:
    """Build a new index version if the catalogue changed since the last; cheap when it did not.

    Only profiles of one analyser are comparable: the one with the most tracks is indexed, so a new
    analyser takes over once it has analysed half of the catalogue.
    """
    analyser, fingerprint = _state()
    active = _active()
    if active is not None and active.fingerprint == fingerprint and _on_disk(active):
        return active
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
        analyser, fingerprint = _state()
        active = _active()
        if active is not None and active.fingerprint == fingerprint and _on_disk(active):
            return active
        rows = [
            IndexRow(id=pk, profile_id=profile_id, artist=artist, voice=_VOICE.get(vocal))
            for pk, profile_id, artist, vocal in Track.objects.filter(
                withdrawn=False, asset__profile__analyser=analyser
            )
            .order_by("pk")
            .values_list("pk", "asset__profile_id", "artist", "vocal")
        ]
        if not rows and active is None:
            return None
        return index_build(rows=rows, fingerprint=fingerprint)


def index_refresh_if_due(*, but_for: int) -> IndexVersion | None:
    """Refresh after an analysis, but not after each of many: when it was the last one open, or
    the last build is 20 s old. `but_for` is the id of the job that asks."""
    waiting = Job.objects.filter(queue=Job.Queue.ANALYSE, state__in=Job.OPEN).exclude(pk=but_for)
    active = _active()
    recent = active is not None and active.created_at > timezone.now() - REBUILD_EVERY
    if recent and waiting.exists():
        return None
    return index_refresh()


def _state() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT)
        row = cursor.fetchone()
    analyser, count, digest = row or ("", 0, "")
    return analyser, hashlib.sha256(f"{analyser} {count} {digest}".encode()).hexdigest()


def _active() -> IndexVersion | None:
    return IndexVersion.objects.filter(active=True).order_by("-number").first()


def _on_disk(version: IndexVersion) -> bool:
    return (Path(settings.SNAPSHOT_DIR) / version.folder / "meta.json").is_file()
