"""What would let more tracks in when the interest boundary, or a "never", leaves places empty."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.intent.boundary import BOUNDARY_KEY, Widening, boundary_of
from matching.intent.state import Wish
from matching.retrieval.aspects import meaning
from matching.retrieval.forbidding import forbids
from matching.retrieval.prepare import Round
from matching.retrieval.scoring import Term

_MOST = 3
#: "A lower boundary" is one of this share of the present one.
_LOWER = 0.5


def widenings(
    round_: Round, wishes: Sequence[Wish], boundary: float, free: NDArray[np.bool_]
) -> tuple[Widening, ...]:
    """What the loss of each wish, or a lower boundary, would let in of the ``free`` tracks (n,)."""
    chances = round_.chances
    if chances is None:
        return ()
    before = int((free & (chances >= boundary)).sum())
    lower = int((free & (chances >= _LOWER * boundary)).sum())
    found = [Widening(BOUNDARY_KEY, lower - before)]
    for wish in wishes:
        terms = [] if wish.removed or forbids(wish) else [
            term for term in round_.score.all_terms() if _is_about(term, wish)
        ]  # fmt: skip
        if not terms:
            continue
        # What a wish asked for is then neither here nor there: all tracks meet it halfway.
        fit = round_.fit - sum(term.values - float(term.values.mean()) for term in terms)
        given_up = round_.chances_at(fit)
        if given_up is not None:
            found.append(Widening(wish.key, int((free & (given_up >= boundary)).sum()) - before))
    return tuple(found)


def without_never(
    round_: Round,
    wishes: Sequence[Wish],
    boundary: float | None,
    prepared: Callable[[Sequence[Wish]], Round],
) -> tuple[Widening, ...]:
    """How many of the tracks that a "never" alone keeps out would be offered without it.

    prepared: the round with other wishes, all else being as it was.
    """
    found = []
    for given_up in wishes if round_.ruled_out else ():
        if not forbids(given_up):
            continue
        looser = prepared([wish for wish in wishes if wish is not given_up])
        back = ~np.isin(looser.rows, round_.rows, assume_unique=True)
        if looser.chances is not None and looser.learned is not None:
            back &= looser.chances >= boundary_of(boundary, looser.learned.accepted)
        found.append(Widening(given_up.key, int(back.sum())))
    return widest(found)


def widest(found: Iterable[Widening]) -> tuple[Widening, ...]:
    """Those that let most in."""
    some = [each for each in found if each.more > 0]
    return tuple(sorted(some, key=lambda each: (-each.more, each.key))[:_MOST])


def _is_about(term: Term, wish: Wish) -> bool:
    subject = term.key.removeprefix("learned:").removeprefix("owner:")
    return meaning(subject, term.direction)[0] == meaning(wish.subject, wish.direction)[0]
