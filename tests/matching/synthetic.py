"""Synthetic music with an obvious right answer, shared by the tests of the matching core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.synthetic import GENRES, SyntheticCatalogue
from matching.index.snapshot import Snapshot
from matching.profile.track import FACETS, TrackProfile
from matching.semantics.understanding import FacetTarget, Understanding


def understood(
    tags: Mapping[str, float] | None = None,
    targets: tuple[FacetTarget, ...] = (),
    source: str = "words",
    confidence: float = 0.9,
) -> Understanding:
    return Understanding(source, "en", (), dict(tags or {}), targets, (), confidence)  # type: ignore[arg-type]


def band(facet: str, low: float, high: float, weight: float = 0.8) -> FacetTarget:
    return FacetTarget(facet, low, high, weight)


def genre_ids(catalogue: SyntheticCatalogue, name: str) -> set[int]:
    rows = catalogue.genre == list(GENRES).index(name)
    return set(catalogue.columns["ids"][rows].tolist())


def profile_of(catalogue: SyntheticCatalogue, row: int) -> TrackProfile:
    columns = catalogue.columns
    return TrackProfile(
        analyser="synthetic",
        duration_s=180.0,
        facets=dict(zip(FACETS, map(float, columns["facets"][row]), strict=True)),
        tags=columns["tags"][row],
        style=columns["style"][row],
        spread=columns["spread"][row].astype(np.float32),
        intro=columns["intro"][row].astype(np.float32),
        outro=columns["outro"][row].astype(np.float32),
        peaks=np.zeros(400, dtype=np.uint8),
        preview_start_s=0.0,
        timbre=columns["timbre"][row].astype(np.float32),
    )


def told_by_style(styles: NDArray[np.float32], analyser: str) -> Snapshot:
    """Tracks 0 to n − 1 with (n, s) unit styles; tags and facets of all are alike."""
    count, near = len(styles), styles.astype(np.float16)
    columns: dict[str, NDArray[Any]] = {
        "ids": np.arange(count, dtype=np.int64),
        "artists": np.zeros(count, dtype=np.int64),
        "style": styles,
        "spread": np.zeros_like(near),
        "tags": np.full((count, 100), 0.05, np.float32),
        "facets": np.full((count, len(FACETS)), 0.5, np.float32),
        "intro": near,
        "outro": near,
    }
    return Snapshot.of(columns, analyser)
