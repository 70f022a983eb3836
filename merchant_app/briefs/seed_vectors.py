"""The sounds that a brief's seeds stand for, as the model that is searched by heard them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from matching.index.snapshot import Snapshot
from matching.profile.analyser import style_space
from matching.profile.track import FACETS, TrackProfile
from matching.retrieval.query import Seed as SeedVector
from matching.selectors import current_snapshot, live_version, profile_for
from merchant_app.briefs.models import Seed


def seed_vectors(seeds: Iterable[Seed]) -> list[tuple[Seed, SeedVector]]:
    """The seeds that the live version's model heard, as it did."""
    live = live_version()
    found = []
    for seed in seeds:
        profile = seed.profile
        if profile is None and seed.track is not None and seed.track.asset is not None:
            profile = seed.track.asset.profile
        if profile is None:
            if spoken_for := _spoken_for(seed, current_snapshot()):
                found.append((seed, spoken_for))
            continue
        if live is not None and style_space(profile.analyser) != style_space(live.analyser):
            profile = profile_for(profile.sha256, live.analyser)
        if profile is not None:
            heard = TrackProfile.unpack(bytes(profile.vectors))
            found.append((seed, SeedVector.heard(seed.name, heard)))
    return found


def _spoken_for(seed: Seed, snapshot: Snapshot) -> SeedVector | None:
    """The sound of a song known by name only: the middle of its artist's tracks here."""
    rows = snapshot.rows(seed.facts.get("tracks", ()))
    if not len(rows):
        return None
    style = np.asarray(snapshot.style[rows]).mean(axis=0)
    middle = np.median(np.asarray(snapshot.facets[rows]), axis=0)
    return SeedVector(
        seed.name,
        (style / max(float(np.linalg.norm(style)), 1e-9)).astype(np.float32),
        np.asarray(snapshot.tags[rows]).mean(axis=0).astype(np.float32),
        dict(zip(FACETS, middle.tolist(), strict=True)),
        timbre=np.asarray(snapshot.timbre[rows], dtype=np.float32).mean(axis=0),
    )
