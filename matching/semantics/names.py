"""Concepts that a text names outright ("piano", 钢琴)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from matching.semantics.pool import pool
from matching.semantics.wording import wording

# One-character Chinese names (快, 慢, 鼓, 吵) are parts of countless words; they count only beside
# words that make them stand alone.
_BEFORE_SINGLE = r"(?:^|(?<=[\s太很更最要别点些得了较够有带加、,的和没无少多]))"
_AFTER_SINGLE = r"(?=$|[\s点一些的了、,和与少多声])"


@dataclass(frozen=True)
class Mention:
    """A concept's name at `start`..`end` of a text."""

    concept: str
    start: int
    end: int
    ambiguous: bool


@lru_cache(maxsize=4)
def _english(digest: str) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {
        name.lower(): concept.id
        for concept in pool().concepts.values()
        for name in concept.spoken("en")
    }
    choices = "|".join(
        re.escape(name).replace(r"\ ", r"[\s-]+") for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w'])({choices})(?:e?s)?(?![\w'])", re.IGNORECASE), names


@lru_cache(maxsize=4)
def _chinese(digest: str) -> tuple[re.Pattern[str], dict[str, str]]:
    names = {
        name.lower(): concept.id
        for concept in pool().concepts.values()
        for name in concept.spoken("zh")
    }
    choices = "|".join(
        re.escape(name) if len(name) > 1 else f"{_BEFORE_SINGLE}{name}{_AFTER_SINGLE}"
        for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(f"({choices})", re.IGNORECASE), names


def mentions(text: str) -> tuple[Mention, ...]:
    """Every name in `text`, longest first where names overlap, in reading order."""
    found: list[Mention] = []
    for pattern, names in (_english(pool().digest), _chinese(pool().digest)):
        for match in pattern.finditer(text):
            name = re.sub(r"[\s-]+", " ", match.group(1).lower())
            concept = names.get(name) or names.get(match.group(1).lower())
            if concept is None:
                concept = names[name.replace(" ", "-")]
            known = name in wording().ambiguous
            found.append(Mention(concept, match.start(), match.end(), known))
    return tuple(sorted(found, key=lambda mention: mention.start))


def names_by_common_words(text: str) -> bool:
    """Whether a name stands in the text that is made of common words, but is none by itself.

    氛围音乐 is ambient music; 希望 mostly means "we would like".
    """
    common = sorted(wording().stopwords["zh"], key=len, reverse=True)
    for each in mentions(text):
        name = left = text[each.start : each.end]
        for word in common:
            left = left.replace(word, "")
        if not left and name not in common:
            return True
    return False


def coverage(text: str, language: str | None, found: tuple[Mention, ...]) -> float:
    """Share 0..1 of the text's content words that are names; 1 for a bare request ("piano")."""
    rest = list(text)
    named = 0
    for mention in found:
        named += sum(character.isalnum() for character in text[mention.start : mention.end])
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    left = "".join(rest)
    stop = wording().stopwords
    if language == "zh":
        for word in sorted(stop["zh"], key=len, reverse=True):
            left = left.replace(word, "")
        other = sum(character.isalnum() for character in left)
    else:
        other = sum(len(w) for w in re.findall(r"\w+", left.lower()) if w not in stop["en"])
    return named / (named + other) if named else 0.0
