"""How like a taste of the owner's songs a track is, as a value in 0..1."""

import numpy as np

from matching.index.snapshot import Rows
from matching.profile.similarity import Sounds, Vectors
from matching.profile.track import FACETS, TIMBRE_SIZE
from matching.retrieval.calibration import Calibrated
from matching.retrieval.likeness import Values
from matching.retrieval.query import Component


def taste_value(catalogue: Calibrated, component: Component, rows: Rows) -> Values:
    """Likeness to the middle of the taste's songs, (r,).

    Songs that differ in a facet have a middle that says little about it, so it hardly counts.
    Nothing is like songs that were heard by another audio model.
    """
    members = member_vectors(catalogue, component)
    if not len(members):
        return np.zeros(len(rows))
    return catalogue.likeness.to(members.mean(axis=0), rows)


def member_vectors(catalogue: Calibrated, component: Component) -> Vectors:
    """(m, d) similarity vectors of a taste's songs; none when another audio model heard them."""
    own, width = component.vectors, catalogue.snapshot.style.shape[1]
    count = max(len(component.sources), 1)
    if len(own["members"]) != count * width:
        return np.empty((0, catalogue.likeness.space.dimension), dtype=np.float32)
    spreads, timbres, facets = own.get("spreads"), own.get("timbres"), own.get("facets")
    if facets is None:
        facets = np.full(len(FACETS), np.nan, dtype=np.float32)
    if len(facets) != count * len(FACETS):  # a query stored when facets were kept as their middle
        facets = np.tile(facets[: len(FACETS)], count)
    return catalogue.likeness.space.vectors(
        Sounds(
            own["members"].reshape(count, width),
            None if spreads is None else spreads.reshape(count, width),
            facets.reshape(count, len(FACETS)),
            None if timbres is None else timbres.reshape(count, TIMBRE_SIZE),
        )
    )
