"""Writes on the catalogue: adding audio here, editing in `editing.py`; one door for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import connection, transaction

from licensing.catalogue.editing import (
    FACTS,
    known,
    track_create,
    track_set_artists,
    track_set_tags,
    track_update,
    track_withdraw,
)
from licensing.catalogue.files import mime_of, sha256_of
from licensing.catalogue.indexing import index_refresh
from licensing.catalogue.models import AudioAsset, Track
from licensing.history.services import record
from matching.audio.errors import UNPLAYABLE
from matching.jobs.models import Job
from matching.jobs.services import job_create, job_restart
from matching.selectors import profile_of

__all__ = [
    "ANALYSE",
    "FACTS",
    "Added",
    "index_refresh",
    "track_add_audio",
    "track_create",
    "track_reanalyse",
    "track_set_artists",
    "track_set_tags",
    "track_update",
    "track_withdraw",
]

ANALYSE = "analyse_track"
TARGET = "catalogue.track"


@dataclass(frozen=True)
class Added:
    """The track an audio file belongs to, and whether the file was new."""

    track: Track
    created: bool


def track_add_audio(
    *,
    file: File,
    original_name: str,
    facts: Mapping[str, Any],
    analyse: bool = True,
    waiting: Track | None = None,
) -> Added:
    """Add an audio file as a track and have it analysed.

    `waiting` is a track without audio that gets the file; its facts stay as they are. The same
    bytes are never added twice: the track that has them is returned as it is. Raises ValueError for
    facts that tracks do not have.
    """
    known(facts)
    sha256 = sha256_of(file)
    with transaction.atomic():
        _wait_for_others(sha256)
        asset = AudioAsset.objects.filter(sha256=sha256).first()
        held = asset.tracks.order_by("pk").first() if asset else None
        if held is not None:
            return Added(held, created=False)
        profile = profile_of(sha256)
        if asset is None:
            asset = AudioAsset(
                sha256=sha256,
                bytes=file.size,
                mime=mime_of(original_name),
                original_name=Path(original_name).name[:255],
                profile=profile,
            )
            suffix = Path(original_name).suffix.lower()[:10]
            asset.file.save(f"{sha256[:20]}{suffix}", file, save=False)
            asset.save()
        if waiting is not None:
            track = _given_audio(waiting, asset)
        else:
            values = {"title": Path(original_name).stem, **facts}
            values = {name: _fitted(name, value) for name, value in values.items()}
            track = Track.objects.create(
                asset=asset, duration_s=profile.duration_s if profile else None, **values
            )
            record(
                action="track.create",
                subject=track,
                after={**values, "sha256": sha256, "file": asset.original_name},
            )
        # Known bytes are heard again only where players need a copy of them.
        if analyse and (profile is None or UNPLAYABLE in profile.warnings):
            _analyse(track)
    return Added(track, created=True)


def _given_audio(waiting: Track, asset: AudioAsset) -> Track:
    track = Track.objects.select_for_update().get(pk=waiting.pk)
    if track.asset_id is not None:
        raise ValueError("the track has audio already")
    track.asset = asset
    if asset.profile is not None:
        track.duration_s = asset.profile.duration_s
    track.save(update_fields=["asset", "duration_s", "updated_at"])
    record(
        action="track.audio",
        subject=track,
        after={"sha256": asset.sha256, "file": asset.original_name},
    )
    return track


def _wait_for_others(sha256: str) -> None:
    """Two people sending the same new file at once get one track: the second waits here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


def _fitted(name: str, value: Any) -> Any:
    """A fact from a file's tags may be longer than its column; the rest of it is dropped."""
    limit = getattr(Track._meta.get_field(name), "max_length", None)
    return value[:limit] if isinstance(value, str) and limit else value


def _analyse(track: Track) -> Job:
    return job_create(kind=ANALYSE, target_type=TARGET, target_id=track.pk, queue=Job.Queue.ANALYSE)


def track_reanalyse(track: Track) -> Job:
    """Analyse a track's audio again, for instance after a problem was mended."""
    open_or_last = (
        Job.objects.filter(kind=ANALYSE, target_type=TARGET, target_id=track.pk)
        .order_by("-pk")
        .first()
    )
    if open_or_last is not None and open_or_last.is_open:
        return open_or_last
    if track.asset is not None:
        AudioAsset.objects.filter(pk=track.asset.pk).update(problem_code="", problem_text="")
    if open_or_last is not None and open_or_last.state == Job.State.FAILED:
        return job_restart(open_or_last)
    return _analyse(track)
