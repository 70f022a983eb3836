"""Writes: storing analyses, and building the snapshot that is searched."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from matching.models import IndexVersion, Profile
from matching.profile.track import TrackProfile
from matching.stored_columns import IndexRow as IndexRow
from matching.stored_columns import write_rows

KEPT_VERSIONS = 2
_VERSION_FOLDER = re.compile(r"\d{6,}-[0-9a-f]{8}")


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


def index_build(
    *, rows: Sequence[IndexRow], fingerprint: str, analyser: str = "", audio_model: str = ""
) -> IndexVersion:
    """Write a snapshot of these rows and make it the active one.

    `analyser` is that of the rows' profiles (by default it is looked up); rows of the same style
    space pass for it. The caller holds whatever lock keeps two builds apart. The last two versions
    of this analyser stay, and the last of the analyser before it. Raises
    matching.index.columns.SnapshotProblem when the profiles are of several style spaces.
    """
    if not analyser and rows:
        analyser = Profile.objects.values_list("analyser", flat=True).get(pk=rows[0].profile_id)
    base = Path(settings.SNAPSHOT_DIR)
    with transaction.atomic():
        _delete_unfinished(base)
        newest = IndexVersion.objects.aggregate(newest=Max("number"))["newest"] or 0
        # A random part, because a number comes again after a rolled-back build.
        name = f"{newest + 1:06d}-{token_hex(4)}"
        before = IndexVersion.objects.filter(active=True).order_by("-number").first()
        folder = base / name
        write_rows(
            folder, rows, analyser=analyser, number=newest + 1,
            before=base / before.folder if before else None,
        )  # fmt: skip
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


def _delete_unfinished(base: Path) -> None:
    """Complete folders of builders that were killed before they could say so in the database."""
    known = set(IndexVersion.objects.values_list("folder", flat=True))
    for folder in base.iterdir() if base.exists() else ():
        if _VERSION_FOLDER.fullmatch(folder.name) and folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)


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
