"""Parts of a brief that the owner gave another strength: the same band, weighing more or less."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from matching.intent.state import Wish
from matching.retrieval.query import Component, Query
from matching.retrieval.words_value import WORDS_KEY


def retuned(
    query: Query, components: Iterable[Component], wishes: Sequence[Wish]
) -> list[Component]:
    """The components, those that a banded wish of the owner is about with its weight.

    Strength is the share of what the brief's strongest part weighs, as wishes of a brief say it.
    """
    by_hand = {wish.subject: wish for wish in wishes if _retuned(wish)}
    full = strongest(query)
    return [
        replace(part, weight=by_hand[part.key].strength * full) if part.key in by_hand else part
        for part in components
    ]


def as_learned_with(wishes: Iterable[Wish]) -> list[Wish]:
    """The wishes as the learner takes them: a retuned part is the brief's, and locked."""
    return [
        replace(wish, origin="brief", locked=True) if _retuned(wish) else wish for wish in wishes
    ]


def _retuned(wish: Wish) -> bool:
    return wish.origin == "owner" and wish.banded and not wish.removed


def strongest(query: Query) -> float:
    """The weight of the strongest part that can be named."""
    return max((part.weight for part in nameable(query)), default=1.0)


def nameable(query: Query) -> list[Component]:
    """The parts that can be said; what the brief only implies and its sound as a whole cannot."""
    return [part for part in query.components if not part.implied and part.key != WORDS_KEY]
