"""Learned wishes come one after the other: the surest first, two a round, and do not flicker.

What was said in the list before goes on being said while it is half as sure as it takes to be said
as a fact, and what is nearly as sure as that is said as an impression ("seems calmer").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matching.intent.state import Wish

NEWCOMERS = 2
#: Shares of the sureness of a fact: to be said at all, to go on being said, to stay a fact.
_ENTERS, STAYS, _STAYS_FACT = 0.75, 0.5, 0.75
#: An impression is shown no stronger than this.
_FAINT = 0.3


@dataclass(frozen=True)
class Lesson:
    """A learned wish, and how sure it is: 1.0 is what it takes to be said as a fact."""

    wish: Wish
    sure: float


def in_turn(lessons: Iterable[Lesson], before: Sequence[Wish]) -> list[Lesson]:
    """Those that are said now, after the learned wishes of the list before; the surest first.

    Depends on nothing but what it is given; the order of the lessons does not count.
    """
    known = {wish.key: wish for wish in before if wish.origin == "learned" and not wish.removed}
    ranked = sorted(lessons, key=lambda each: (-each.sure, each.wish.key))
    said = [each for each in ranked if each.wish.key in known and each.sure >= STAYS]
    new = [each for each in ranked if each.wish.key not in known and each.sure >= _ENTERS]
    return [_as_said(each, known) for each in said + new[:NEWCOMERS]]


def _as_said(lesson: Lesson, known: Mapping[str, Wish]) -> Lesson:
    earlier = known.get(lesson.wish.key)
    was_fact = earlier is not None and not earlier.emerging
    if lesson.sure >= (_STAYS_FACT if was_fact else 1.0):
        return lesson
    strength = min(lesson.wish.strength, _FAINT)
    return replace(lesson, wish=replace(lesson.wish, emerging=True, strength=strength))
