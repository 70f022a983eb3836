"""Profiles that no version needs any more: one analyser before the live one is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from matching.changes.selectors import open_change, profile_counts
from matching.models import IndexVersion, Profile
from matching.selectors import live_version


def profiles_remove(analyser: str) -> int:
    """Delete what this analyser heard, and its versions; returns how many profiles went.

    Nothing goes of the live analyser or of one that is being prepared. Audio that the live analyser
    has not heard keeps its profile: it is all that is left of some songs.
    """
    live, change = live_version(), open_change()
    if live is None or analyser in (live.analyser, change.analyser if change else ""):
        return 0
    heard = Profile.objects.filter(sha256=OuterRef("sha256"), analyser=live.analyser)
    with transaction.atomic():
        gone, _rows = Profile.objects.filter(analyser=analyser).filter(Exists(heard)).delete()
        versions = IndexVersion.objects.filter(analyser=analyser, active=False)
        folders = [Path(settings.SNAPSHOT_DIR) / version.folder for version in versions]
        versions.delete()
        transaction.on_commit(lambda: _delete(folders))
    return gone


def profiles_retain(analysers: set[str]) -> int:
    """Delete the profiles of all other analysers; returns how many went."""
    return sum(profiles_remove(other) for other in profile_counts() if other not in analysers)


def _delete(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
