"""Which track of the catalogue an uploaded song is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from licensing.duplicates.models import AudioFingerprint


def track_recognised(path: Path, track_ids: Sequence[int]) -> int | None:
    """The one of these tracks that is the same recording as the file, the most alike first.

    Tracks that were withdrawn, or whose audio has no fingerprint yet, are not recognised. Raises
    AudioProblem for a file that cannot be read.
    """
    from matching.audio import fingerprint as sound  # a web process needs no sound libraries
    from matching.audio.inspection import fingerprint_file

    stored = AudioFingerprint.objects.filter(
        asset__tracks__in=track_ids, asset__tracks__withdrawn=False, method=sound.METHOD
    ).values_list("asset__tracks", "steps")
    rows = {int(track): bytes(steps) for track, steps in stored if track in set(track_ids)}
    if not rows:
        return None
    own = fingerprint_file(path)
    best: tuple[float, int] | None = None
    for track, steps in rows.items():
        alike = sound.compare(own, sound.unpack(steps))
        if alike is None or not alike.same_recording:
            continue
        if best is None or alike.error_rate < best[0]:
            best = alike.error_rate, track
    return best[1] if best else None
