"""Writes: storing analyses, and building the snapshot that is searched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from matching.index.profiles import artist_code
from matching.index.writing import write_snapshot
from matching.models import IndexVersion, Profile
from matching.profile.analyser import style_space
from matching.profile.known_voice import with_known_voice
from matching.profile.track import TrackProfile

KEPT_VERSIONS = 2
_BATCH = 500


def profile_store(*, sha256: str, profile: TrackProfile) -> Profile:
    """Store (or replace) what one analyser heard in the audio with this hash."""
    stored, _created = Profile.objects.update_or_create(
        sha256=sha256,
        analyser=profile.analyser,
        defaults={
            "duration_s": profile.duration_s,
            "facets": {name: float(value) for name, value in profile.facets.items()},
            "vectors": profile.pack(),
            "peaks": profile.peaks.tobytes(),
            "preview_start_s": profile.preview_start_s,
            "loudness_lufs": profile.facets["loudness_lufs"],
            "true_peak_dbtp": profile.facets["true_peak_dbtp"],
            "warnings": list(profile.warnings),
        },
    )
    return stored


@dataclass(frozen=True)
class IndexRow:
    """One searchable item: its id, its stored profile, and whose it is.

    voice: 1 where it is known that somebody sings, 0 that nobody does; None leaves it to what the
    analysis heard.
    """

    id: int
    profile_id: int
    artist: str
    voice: float | None = None


def index_build(
    *, rows: Sequence[IndexRow], fingerprint: str, analyser: str = "", audio_model: str = ""
) -> IndexVersion:
    """Write a snapshot of these rows and make it the active one.

    `analyser` is that of the rows' profiles (by default it is looked up); rows of the same style
    space pass for it. The caller holds whatever lock keeps two builds apart. The last two versions
    of this analyser stay, and the last of the analyser before it. Raises
    matching.index.snapshot.SnapshotProblem when the profiles are of several style spaces.
    """
    if not analyser and rows:
        analyser = Profile.objects.values_list("analyser", flat=True).get(pk=rows[0].profile_id)
    base = Path(settings.SNAPSHOT_DIR)
    with transaction.atomic():
        newest = IndexVersion.objects.aggregate(newest=Max("number"))["newest"] or 0
        # A random part, because a number comes again after a rolled-back build.
        name = f"{newest + 1:06d}-{token_hex(4)}"
        folder = write_snapshot(
            base / name,
            [row.id for row in rows],
            _profiles(rows, analyser),
            [artist_code(row.artist) for row in rows],
            version=newest + 1,
        )
        try:
            IndexVersion.objects.filter(active=True).update(active=False)
            version = IndexVersion.objects.create(
                number=newest + 1,
                folder=name,
                count=len(rows),
                fingerprint=fingerprint,
                analyser=analyser,
                audio_model=audio_model,
                active=True,
            )
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        transaction.on_commit(lambda: _delete_old(base))
    return version


def _profiles(rows: Sequence[IndexRow], analyser: str) -> Iterator[TrackProfile]:
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        packed = dict(
            Profile.objects.filter(pk__in={row.profile_id for row in batch}).values_list(
                "pk", "vectors"
            )
        )
        for row in batch:
            heard = TrackProfile.unpack(bytes(packed[row.profile_id]))
            if heard.analyser != analyser and style_space(heard.analyser) == style_space(analyser):
                heard = replace(heard, analyser=analyser)
            yield with_known_voice(heard, row.voice)


def _delete_old(base: Path) -> None:
    """Processes that still map a deleted folder keep its files until they let go of them."""
    versions = list(IndexVersion.objects.order_by("-number"))
    live = next((version.analyser for version in versions if version.active), "")
    own = [version for version in versions if version.analyser == live]
    others = [version for version in versions if version.analyser != live]
    old = own[KEPT_VERSIONS:] + others[1:]
    for version in old:
        shutil.rmtree(base / version.folder, ignore_errors=True)
    IndexVersion.objects.filter(pk__in=[version.pk for version in old]).delete()
