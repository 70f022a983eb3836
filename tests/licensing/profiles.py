"""Made-up but complete profiles, and tracks that have one."""

from __future__ import annotations

import numpy as np

from licensing.catalogue.models import AudioAsset, Track
from matching.profile.track import FACETS, TrackProfile
from matching.services import profile_store


def profile(seed: int, analyser: str = "test-1") -> TrackProfile:
    numbers = np.random.default_rng(seed)

    def unit() -> np.ndarray:
        vector = numbers.normal(size=400).astype(np.float32)
        return vector / np.linalg.norm(vector)

    return TrackProfile(
        analyser=analyser,
        duration_s=30.0,
        facets=dict.fromkeys(FACETS, 0.5),
        tags=numbers.random(100).astype(np.float32),
        style=unit(),
        spread=unit(),
        intro=unit(),
        outro=unit(),
        peaks=np.zeros(400, np.uint8),
        preview_start_s=0.0,
    )


def track(seed: int, **fields: object) -> Track:
    sha256 = f"{seed:064x}"
    stored = profile_store(sha256=sha256, profile=profile(seed))
    asset = AudioAsset.objects.create(
        sha256=sha256, file="x", bytes=1, original_name="x", profile=stored
    )
    return Track.objects.create(title=f"Track {seed}", asset=asset, **fields)
