"""A stored query after the audio model changed: its songs as the new model heard them.

Tags, bands and words do not depend on the audio model. A taste does: it is made anew, in its old
place and with its old weight, of those of its songs that the new model heard. A taste of songs that
are gone falls back on what was measured of them: pace, energy, voice and the like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from matching.profile.track import FACETS
from matching.retrieval.query import Component, Query, Seed
from matching.retrieval.tastes import taste_vectors

#: How far from the songs' middle a track may be and still be like them, in the facet's own units
#: (tempo: as a share).
_NEAR = {"tempo_bpm": 0.08, "energy": 0.1, "brightness": 0.1, "vocal": 0.15, "acoustic": 0.15}
#: What is left of a taste's say when only its measurements are known.
_LEFT = 0.5


def brought_over(query: Query, space: str, songs: Mapping[str, Seed]) -> Query:
    """The query in another style space; ``songs`` by name, as they were heard there.

    `lost` of the result names the songs of which only measurements are left.
    """
    parts: list[Component] = []
    gone: list[Component] = []
    lost: list[str] = []
    for part in query.components:
        if part.key.startswith("style:"):
            continue  # words in the space of the model before
        if not part.key.startswith("seed:"):
            parts.append(part)
            continue
        names = [source.removeprefix("seed:") for source in part.sources]
        heard = [songs[name] for name in names if name in songs]
        lost += [name for name in names if name not in songs]
        if heard:
            kept = tuple(f"seed:{seed.name}" for seed in heard)
            parts.append(replace(part, sources=kept, vectors=taste_vectors(heard)))
        else:
            gone.append(part)
    if gone and not any(part.key.startswith("seed:") for part in parts):
        largest = max(gone, key=lambda part: float(part.parameters.get("share", 1.0)))
        taken = {part.key for part in parts}
        parts += [part for part in _measured(largest) if part.key not in taken]
    return replace(query, components=tuple(parts), space=space, lost=tuple(dict.fromkeys(lost)))


def _measured(taste: Component) -> list[Component]:
    """Bands around the middle of what was measured of a taste's songs, if anything was."""
    stored = taste.vectors.get("facets")
    if stored is None or len(stored) % len(FACETS):
        return []
    middle = np.median(stored.reshape(-1, len(FACETS)), axis=0)
    found = []
    for facet, near in _NEAR.items():
        value = float(middle[FACETS.index(facet)])
        if not np.isfinite(value):
            continue
        reach = near * value if facet == "tempo_bpm" else near
        found.append(
            Component(
                key=f"facet:{facet}",
                weight=_LEFT * taste.weight / len(_NEAR),
                sources=taste.sources,
                parameters={"low": value - reach, "high": value + reach},
            )
        )
    return found
