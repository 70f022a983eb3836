"""Simulated owners: a hidden taste, a vague brief that points towards it, and noisy verdicts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.synthetic import GENRES, SyntheticCatalogue
from matching.profile.track import FACETS
from matching.retrieval.query import Component, Query
from matching.retrieval.tag_groups import GROUP_INDEX

#: Facets that tastes are made of and how wide a taste's band is (tempo in octaves).
_TASTE_FACETS = {
    "tempo_bpm": 0.35,
    "energy": 0.25,
    "brightness": 0.25,
    "vocal": 0.3,
    "acoustic": 0.3,
}
#: A taste is wanted by this share of the catalogue.
_RAREST, _COMMONEST = 0.02, 0.15
_VAGUE = 0.5


@dataclass(frozen=True, eq=False)
class Owner:
    """likes: (n,) bool over the catalogue's rows, from unmeasured facets. query: what they say."""

    likes: NDArray[np.bool_]
    query: Query
    noise: float

    def verdict(self, row: int, random: np.random.Generator) -> bool:
        """Whether they accept a track, wrong with the chance ``noise``."""
        return bool(self.likes[row] != (random.random() < self.noise))


def draw_owner(catalogue: SyntheticCatalogue, seed: int, noise: float) -> Owner:
    """An owner whose taste is a conjunction of one to three facet bands or a genre with bands.

    The brief tells one of the facets, vaguely, and one tag that goes with the taste.
    """
    random = np.random.default_rng([seed, 7])
    true = catalogue.true_facets
    while True:
        names = sorted(random.choice(list(_TASTE_FACETS), random.integers(1, 4), replace=False))
        model = int(random.integers(len(true)))
        likes = np.ones(len(true), dtype=bool)
        for name in names:
            values = _scale(name, true[:, FACETS.index(name)])
            likes &= np.abs(values - values[model]) < _TASTE_FACETS[name]
        if random.random() < 0.5:
            likes &= catalogue.genre == catalogue.genre[model]
        if _RAREST <= likes.mean() <= _COMMONEST:
            break
    said = str(random.choice(names))
    centre = float(_scale(said, true[model, FACETS.index(said)]))
    centre += float(random.normal(0, _VAGUE * _TASTE_FACETS[said]))
    low, high = centre - _TASTE_FACETS[said], centre + _TASTE_FACETS[said]
    if said == "tempo_bpm":
        low, high = 2**low, 2**high
    groups = list(GENRES.values())[catalogue.genre[model]][5]
    tag = str(random.choice([group for group in groups if group in GROUP_INDEX]))
    query = Query(
        (
            Component(f"tag:{tag}", 0.4, 1, ("words",)),
            Component(f"facet:{said}", 0.6, 1, ("words",), {"low": low, "high": high}),
        )
    )
    return Owner(likes, query, noise)


def _scale(name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log2(values) if name == "tempo_bpm" else values
