"""Simulated owners: a hidden taste, a brief that points to it, and clicks that may be wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.intent.briefs import Brief, draw_brief
from matching.evaluation.intent.music import Music
from matching.evaluation.intent.tastes import Family, Taste, draw_taste
from matching.index.snapshot import Rows

Manner = Literal["sincere", "random", "adversarial"]

_FAMILIES: tuple[Family, ...] = ("facets", "second", "mixed")


@dataclass(frozen=True, eq=False)
class Owner:
    """One owner of a catalogue of n tracks.

    luck: (n,) in 0..1; a click is wrong where it is below the noise, so that the same owner errs
    on the same tracks whatever way of learning is asked, and more of them with more noise.
    shown, hidden: rows of the half that may be offered and of the half that only judges.
    """

    number: int
    taste: Taste
    brief: Brief
    manner: Manner
    luck: NDArray[np.float64]
    shown: Rows
    hidden: Rows

    def accepts(self, row: int, noise: float) -> bool:
        """The click on a track."""
        if self.manner == "random":
            return bool(self.luck[row] < 0.5)
        likes = bool(self.taste.likes[row]) != bool(self.luck[row] < noise)
        return likes if self.manner == "sincere" else not likes

    @property
    def oracle(self) -> int:
        """How many liked tracks are in the half that judges."""
        return int(self.taste.likes[self.hidden].sum())


def draw_owners(
    music: Music, count: int, seed: int, family: Family, manner: Manner = "sincere"
) -> Iterator[Owner]:
    """The same seed gives the same owners. The songs of a brief are in neither half."""
    for number in range(count):
        random = np.random.default_rng([seed, number, _FAMILIES.index(family), 31])
        taste = draw_taste(music, family, random)
        brief = draw_brief(music, taste, random)
        rest = np.setdiff1d(np.arange(len(music)), brief.songs)
        mixed = random.permutation(rest)
        half = len(mixed) // 2
        yield Owner(
            number, taste, brief, manner, random.random(len(music)),
            np.sort(mixed[:half]), np.sort(mixed[half:]),
        )  # fmt: skip
