"""What an owner says at first: words and songs that point to the taste, more or less well.

Owners speak of what sets their taste apart from the rest of the catalogue, in the words there are:
facets and tag groups. So the second family has briefs too, though no word of ours means its taste.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.intent.music import Music
from matching.evaluation.intent.tastes import Taste
from matching.index.snapshot import Rows
from matching.profile.track import FACETS
from matching.retrieval.query import Component, Query, Seed
from matching.retrieval.tag_groups import GROUP_INDEX
from matching.retrieval.tastes import tastes

Floats = NDArray[np.float64]
Quality = Literal["clear", "vague", "partly wrong"]
#: How often each is met.
QUALITIES: dict[Quality, float] = {"clear": 0.4, "vague": 0.4, "partly wrong": 0.2}

_FACETS = ("tempo_bpm", "energy", "brightness", "vocal", "acoustic", "onset_rate")
#: How far the middle of a band is off, in standard deviations of the facet.
_OFF = {"clear": 0.15, "vague": 0.5, "partly wrong": 0.5}
#: The chance that a song they show is not to their taste after all.
_ASTRAY = {"clear": 0.0, "vague": 0.25, "partly wrong": 0.5}
_MOST_SONGS = 3
#: How many show songs at all; where words do not mean the taste, most do.
_SHOW_SONGS = {"facets": 0.5, "mixed": 0.5, "second": 0.8}
#: What is not a condition is said by one of so many words that set the taste apart.
_AMONG = 4


@dataclass(frozen=True, eq=False)
class Brief:
    """query: what the product makes of it; songs: rows that were shown as seeds."""

    quality: Quality
    query: Query
    songs: Rows


def draw_brief(music: Music, taste: Taste, random: np.random.Generator) -> Brief:
    """A brief of any quality. The songs are heard as the analyser hears them, errors and all."""
    drawn = random.choice(len(QUALITIES), p=list(QUALITIES.values()))
    quality = list(QUALITIES)[int(drawn)]
    parts = _words(music, taste, quality, random)
    songs = _songs(taste, quality, random)
    if len(songs):
        heard = [_seed(music, int(row)) for row in songs]
        parts = [_weighed(part, 0.5) for part in parts]
        parts += [
            Component(
                f"seed:{place}", 0.5, 1, tuple(f"seed:{name}" for name in each.names),
                {"share": each.share}, each.vectors,
            )
            for place, each in enumerate(tastes(heard))
        ]  # fmt: skip
    return Brief(quality, Query(tuple(parts)), songs)


def _words(
    music: Music, taste: Taste, quality: Quality, random: np.random.Generator
) -> list[Component]:
    """Clear: all conditions but one, or two telling words. Vague: one condition, or one word.

    Partly wrong: as vague, and another word that points away.
    """
    one = taste.parts[int(random.integers(len(taste.parts)))] if taste.parts else taste
    said = [_key(condition.name) for condition in one.conditions]
    telling = _telling(music, one.likes)
    order = sorted(telling, key=lambda name: -abs(telling[name]))
    words = said or [str(name) for name in random.permutation(order[:_AMONG])]
    count = max(1, len(said) - 1) if said else 2
    chosen = [str(name) for name in random.permutation(words)[: count if quality == "clear" else 1]]
    parts = [_word(music, name, telling[name], one.likes, quality, random) for name in chosen]
    if quality == "partly wrong":
        others = np.zeros_like(one.likes)
        others[random.choice(len(others), int(one.likes.sum()), replace=False)] = True
        wrong = str(random.choice([name for name in order[_AMONG:] if name not in said]))
        parts.append(_word(music, wrong, -telling[wrong], others, quality, random))
    return [_weighed(part, 1.0 / len(parts)) for part in parts]


def _key(condition: str) -> str:
    return condition if condition.startswith("tag:") else f"facet:{condition}"


def _telling(music: Music, likes: NDArray[np.bool_]) -> dict[str, float]:
    """By how many standard deviations what is liked differs from the catalogue, by word."""
    true, own = music.true, [FACETS.index(name) for name in _FACETS]
    names = [f"facet:{name}" for name in _FACETS] + [f"tag:{name}" for name in GROUP_INDEX]
    columns = np.concatenate([true.facets[:, own], true.groups], axis=1)
    apart = columns[likes].mean(axis=0) - columns.mean(axis=0)
    return dict(zip(names, apart.tolist(), strict=True))


def _word(
    music: Music, name: str, telling: float, likes: NDArray[np.bool_], quality: Quality,
    random: np.random.Generator,
) -> Component:  # fmt: skip
    """Much or little of a tag, or the band of a facet where most of ``likes`` are."""
    if name.startswith("tag:"):
        return Component(name, 1.0, 1 if telling >= 0 else -1, ("words",))
    facet = name.removeprefix("facet:")
    values = music.columns["facets"][:, FACETS.index(facet)].astype(np.float64)
    if facet == "tempo_bpm":
        values = np.log2(values)
    low, high = np.quantile(values[likes], [0.2, 0.8])
    off = float(random.normal(0, _OFF[quality] * values.std()))
    low, high = float(low) + off, float(high) + off
    if facet == "tempo_bpm":
        low, high = 2.0**low, 2.0**high
    return Component(name, 1.0, 1, ("words",), {"low": low, "high": high})


def _songs(taste: Taste, quality: Quality, random: np.random.Generator) -> Rows:
    if random.random() >= _SHOW_SONGS[taste.family]:
        return np.empty(0, dtype=np.int64)
    likes = taste.likes
    count = int(random.integers(1, _MOST_SONGS + 1))
    good, bad = random.permutation(np.flatnonzero(likes)), random.permutation(len(likes))
    astray = random.random(count) < _ASTRAY[quality]
    return np.unique(np.where(astray, bad[:count], good[:count])).astype(np.int64)


def _seed(music: Music, row: int) -> Seed:
    read = music.read
    return Seed(
        f"song {row}", read.style[row], read.tags[row],
        {name: float(value) for name, value in zip(FACETS, read.facets[row], strict=True)},
        read.spread[row].astype(np.float32),
    )  # fmt: skip


def _weighed(part: Component, share: float) -> Component:
    return Component(
        part.key, part.weight * share, part.direction, part.sources, part.parameters, part.vectors
    )
