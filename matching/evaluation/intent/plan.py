"""Which owners a run asks: the sample of every day, the whole, and owners kept for tuning."""

from collections.abc import Iterator, Sequence
from typing import Literal

from matching.evaluation.intent.kept import SIZE
from matching.evaluation.intent.owners import Manner
from matching.evaluation.intent.population import Group
from matching.evaluation.intent.tastes import Family
from matching.evaluation.intent.tuning import TUNING_SEEDS
from matching.evaluation.intent.ways import WAYS

Extent = Literal["quick", "full", "tune"]

MAIN_NOISE = 0.05
FAMILIES: tuple[Family, ...] = ("facets", "second")
#: Reported apart: owners of two tastes, and owners who click at random or against their taste.
KINDS: dict[str, tuple[Family, Manner]] = {
    "two tastes": ("mixed", "sincere"),
    "random": ("facets", "random"),
    "adversarial": ("facets", "adversarial"),
}
SEEDS: dict[Extent, tuple[int, ...]] = {
    "quick": (1, 2, 3),
    "full": (1, 2, 3, 4, 5),
    "tune": tuple(TUNING_SEEDS[:1]),
}

_ALL = tuple(way.name for way in WAYS)
_BOTH = ("brief only", "ours")
#: Owners of each family and seed: 72 in all, and 70 a seed. Of the groups reported apart, fewer.
_QUICK_OWNERS, _OWNERS, _APART = 12, 35, 10
#: Catalogue, noise and ways, the most telling first. Without wrong clicks only ours is followed.
_QUICK_LINES = (("generated", 0.05, _ALL), ("segments", 0.05, _ALL), ("generated", 0.15, _ALL))
_FULL_LINES = (*_QUICK_LINES, ("segments", 0.15, _ALL), ("generated", 0.0, _BOTH))


def groups(extent: Extent) -> list[Group]:
    """Seed by seed, so that one catalogue at a time is in memory."""
    return [group for seed in SEEDS[extent] for group in _of_seed(seed, extent)]


def _of_seed(seed: int, extent: Extent) -> Iterator[Group]:
    lines: Sequence[tuple[str, float, tuple[str, ...]]]
    lines, owners = (_FULL_LINES, _OWNERS) if extent == "full" else (_QUICK_LINES, _QUICK_OWNERS)
    for place, noise, ways in lines:
        for family in FAMILIES:
            yield Group(place, SIZE, seed, family, "sincere", noise, owners, ways)
    if extent == "full":
        for family, manner in KINDS.values():
            ways = (*_BOTH, "thompson")
            yield Group("generated", SIZE, seed, family, manner, MAIN_NOISE, _APART, ways)
