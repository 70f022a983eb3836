"""Hearing an uploaded song, and recognising it. Loads the model: only workers do this."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from licensing.catalogue.models import Track
from licensing.duplicates.recognition import track_recognised
from matching.audio.errors import UNPLAYABLE, say_warning
from matching.models import Profile
from matching.profile.analyser import style_space
from matching.profile.track import TrackProfile
from matching.selectors import current_snapshot, profile_for, snapshot_space
from matching.services import profile_store

#: An uploaded song's own recording is looked for among this many of the nearest in style.
SAME_AMONG = 12


@dataclass(frozen=True)
class Heard:
    """An uploaded song: its analysis, and the catalogue track it was recognised as."""

    profile: Profile
    track_id: int | None
    warnings: list[dict[str, Any]]


def listen(path: Path, *, sha256: str) -> Heard:
    """Analyse an uploaded song and recognise it. Loads the model; raises AudioProblem.

    Bytes that were analysed before, here or in the catalogue, are not heard again.
    """
    from matching.changes.listening import live_analyser  # the model, in workers only

    analyser = live_analyser()
    profile = profile_for(sha256, analyser.name)
    if profile is None:
        profile = profile_store(sha256=sha256, profile=analyser.hear(path))
    track_id = (
        Track.objects.filter(asset__sha256=sha256, withdrawn=False)
        .values_list("pk", flat=True)
        .first()
    )
    heard = TrackProfile.unpack(bytes(profile.vectors))
    return Heard(
        profile=profile,
        track_id=track_id or _same_recording(heard, path),
        warnings=[
            {
                "code": code,
                "params": {},
                "en": say_warning(code, "en"),
                "zh": say_warning(code, "zh"),
            }
            for code in heard.warnings
            if code != UNPLAYABLE  # a seed is listened to, never played
        ],
    )


def _same_recording(profile: TrackProfile, path: Path) -> int | None:
    """The catalogue's track whose fingerprint says so, among the nearest ones in style."""
    snapshot = current_snapshot()
    if not len(snapshot.ids) or style_space(profile.analyser) != snapshot_space(snapshot):
        return None
    rows, _cosines = snapshot.similar(profile.style, np.arange(len(snapshot.ids)), SAME_AMONG)
    return track_recognised(path, [int(snapshot.ids[row]) for row in rows])
