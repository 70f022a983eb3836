"""Names of regions in both languages: what tells their tracks from all the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.retrieval.calibration import FACET_INDEX, Calibrated
from matching.retrieval.facet_words import FACET_WORDS, Both
from matching.retrieval.tag_groups import TAG_GROUPS

#: Facets that a listener would name a place by.
_FACETS = ("energy", "tempo_bpm", "acoustic", "vocal", "brightness", "onset_rate")
#: A word has to stand out by this many standard deviations of the catalogue.
_TELLING = 0.35
#: Tags come as a whole scale, facets on either side; a facet is said where it stands out more.
_FACET_SHARE = 0.8
#: Words that say the same or the opposite of a facet; only one of them is in a name.
_ALIKE = (
    {"vocals", "female voice", "male voice", "facet:vocal"},
    {"acoustic", "facet:acoustic", "electronic"},
    {"mellow", "facet:energy"},
    {"slow", "facet:tempo_bpm"},
    {"classical", "opera", "harpsichord"},
)
_WORDS = 2
_MOST_WORDS = 3
_ELSE = Both("a bit of everything", "各种风格")
_ARTICLES = ("a ", "the ")
_TAILS = (" mood", " music", " sounds", "的气氛")


@dataclass(frozen=True)
class Name:
    """What a region is called."""

    en: str
    zh: str


def name_regions(scales: Calibrated, of: NDArray[np.int64], count: int) -> list[Name]:
    """One name for each of ``count`` regions; (n,) ``of`` says which one each track is in.

    No two are the same while the catalogue has words to tell them apart.
    """
    columns = np.concatenate(
        [scales.groups, scales.facets[:, [FACET_INDEX[name] for name in _FACETS]]], axis=1
    )
    whole, total = columns.sum(axis=0, dtype=np.float64), len(columns)
    names: list[Name] = []
    for region in range(count):
        inside = columns[of == region]
        own = inside.sum(axis=0, dtype=np.float64)
        rest = (whole - own) / max(total - len(inside), 1)
        words = _telling(own / max(len(inside), 1) - rest) if total > len(inside) else []
        names.append(_name(words, {name.en for name in names}))
    return names


def _telling(difference: NDArray[np.float64]) -> list[Both]:
    """The words that stand out, the most telling first."""
    scored = [
        (float(by), group.name, Both(_short(group.en), _short(group.zh)))
        for group, by in zip(TAG_GROUPS, difference, strict=False)
    ]
    for facet, by in zip(_FACETS, difference[len(TAG_GROUPS) :], strict=True):
        words = FACET_WORDS[facet]
        scored.append(
            (_FACET_SHARE * abs(float(by)), f"facet:{facet}", words.high if by > 0 else words.low)
        )
    said: list[str] = []
    found: list[Both] = []
    for by, key, both in sorted(scored, key=lambda each: (-each[0], each[1])):
        if by < _TELLING or len(found) == _MOST_WORDS + 2:
            break
        if not any(key in alike and alike & set(said) for alike in _ALIKE):
            said.append(key)
            found.append(both)
    return found


def _name(words: list[Both], taken: set[str]) -> Name:
    """As few words as tell it from the names that were given already."""
    for count in range(_WORDS, _MOST_WORDS + 1):
        name = _joined(words[:count])
        if name.en not in taken:
            return name
    for other in words[_WORDS:]:
        name = _joined([words[0], other])
        if name.en not in taken:
            return name
    return _joined(words[:_MOST_WORDS])


def _joined(words: list[Both]) -> Name:
    chosen = words or [_ELSE]
    return Name(", ".join(each.en for each in chosen), "、".join(each.zh for each in chosen))


def _short(text: str) -> str:
    for article in _ARTICLES:
        text = text.removeprefix(article)
    for tail in _TAILS:
        text = text.removesuffix(tail)
    return text
