"""Hidden tastes: which tracks of a catalogue an owner likes, judged on what they really are.

Family 1 is made of what the learner can name: one to three bands, directions or tags at once.
Family 2 is a region of another description's space, which the learner never sees.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from matching.evaluation.intent.music import Music
from matching.evaluation.intent.reading import UNREADABLE
from matching.profile.track import FACETS
from matching.retrieval.tag_groups import GROUP_INDEX

Floats = NDArray[np.float64]
Family = Literal["facets", "second", "mixed"]

#: Share of the catalogue that is liked.
RAREST, COMMONEST = 0.02, 0.15
#: So many liked tracks at least, that half of them can fill a list of 20.
LEAST_LIKED = 50
_FACETS = ("tempo_bpm", "energy", "brightness", "vocal", "acoustic", "onset_rate")
#: Of these an owner may want the middle; of the others all or nothing ("no voice").
_MAY_BE_BANDS = frozenset({"tempo_bpm", "energy", "brightness"})
#: Nobody asks a shop's music for these by ear alone.
_ERAS = frozenset({"oldies", "80s", "90s", "00s"})
_AXES = 6
#: The chance that one of the conditions is a tag.
_WITH_TAG = 0.4
#: Two tastes of one shop have at most this share of their tracks in common.
_IN_COMMON = 0.1


@dataclass(frozen=True)
class Condition:
    """One of the things a taste asks for: the places low..high, 0..1, of a facet or ``tag:``."""

    name: str
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.name} {self.low:.0%} to {self.high:.0%}"


@dataclass(frozen=True, eq=False)
class Taste:
    """likes (n,) bool; conditions: of the first family; parts: of a mixed taste."""

    family: Family
    likes: NDArray[np.bool_]
    conditions: tuple[Condition, ...] = ()
    parts: tuple["Taste", ...] = ()


def draw_taste(music: Music, family: Family, random: np.random.Generator) -> Taste:
    """A taste that likes between RAREST and COMMONEST of the catalogue, at least LEAST_LIKED."""
    draws: dict[Family, Callable[[Music, float, np.random.Generator], Taste]] = {
        "facets": _facets, "second": _second, "mixed": _mixed,
    }  # fmt: skip
    least = max(RAREST, LEAST_LIKED / len(music))
    while True:
        share = float(np.exp(random.uniform(np.log(least), np.log(COMMONEST))))
        taste = draws[family](music, share, random)
        if least <= taste.likes.mean() <= COMMONEST:
            return taste


def _facets(music: Music, share: float, random: np.random.Generator) -> Taste:
    """A conjunction of one to three conditions that together leave about ``share``."""
    count = int(random.integers(1, 4))
    model = int(random.integers(len(music)))
    names = [str(name) for name in random.choice(_FACETS, count, replace=False)]
    if random.random() < _WITH_TAG:
        groups = [name for name in GROUP_INDEX if name not in UNREADABLE | _ERAS]
        names[-1] = f"tag:{random.choice(groups)}"
    each = share ** (1.0 / count)
    likes, conditions = np.ones(len(music), dtype=bool), []
    for name in names:
        place = ranks(music, name)
        if name.startswith("tag:"):
            low = 1.0 - each
        elif name in _MAY_BE_BANDS and random.random() < 0.5:
            low = float(np.clip(place[model] - each / 2, 0.0, 1.0 - each))
        else:
            low = 1.0 - each if place[model] >= 0.5 else 0.0
        likes &= (place >= low) & (place <= low + each)
        conditions.append(Condition(name, low, low + each))
    return Taste("facets", likes, tuple(conditions))


def _second(music: Music, share: float, random: np.random.Generator) -> Taste:
    """A half-space, a ball, or where two half-spaces meet."""
    axes, kind = music.second_axes[:, :_AXES], str(random.choice(["side", "ball", "corner"]))
    if kind == "ball":
        own = random.choice(_AXES, int(random.integers(2, 5)), replace=False)
        model = axes[int(random.integers(len(axes)))]
        near = -np.square(axes[:, own] - model[own]).sum(axis=1)
        return Taste("second", _top(near, share))
    along = [axes @ random.normal(0, 1, _AXES) for _ in range(2)]
    if kind == "side":
        return Taste("second", _top(along[0], share))
    each = share**0.5
    return Taste("second", _top(along[0], each) & _top(along[1], each))


def _mixed(music: Music, share: float, random: np.random.Generator) -> Taste:
    """Two tastes of the first family that hardly meet, each of half the share."""
    while True:
        one, other = (_facets(music, share / 2, random) for _ in range(2))
        common = (one.likes & other.likes).sum()
        fewest = min(one.likes.sum(), other.likes.sum())
        if fewest >= LEAST_LIKED / 2 and common <= _IN_COMMON * fewest:
            return Taste("mixed", one.likes | other.likes, (), (one, other))


def ranks(music: Music, name: str) -> Floats:
    """(n,) place in the catalogue by a facet or a tag group, 0..1."""
    memo = music.true.snapshot.memo
    known: Floats | None = memo.get(f"ranks {name}")
    if known is not None:
        return known
    if name.startswith("tag:"):
        values = music.true.groups[:, GROUP_INDEX[name.removeprefix("tag:")]]
    else:
        values = music.columns["facets"][:, FACETS.index(name)]
    found = np.asarray((rankdata(values) - 0.5) / len(values))
    memo[f"ranks {name}"] = found
    return found


def _top(values: Floats, share: float) -> NDArray[np.bool_]:
    return np.asarray(values >= np.quantile(values, 1.0 - share))
