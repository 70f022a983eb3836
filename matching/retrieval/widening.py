"""What would let more tracks in when the interest boundary leaves places empty."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.intent.boundary import BOUNDARY_KEY, Widening
from matching.intent.state import Wish
from matching.retrieval.aspects import meaning
from matching.retrieval.prepare import Round
from matching.retrieval.scoring import Term

_MOST = 3
#: "A lower boundary" is one of this share of the present one.
_LOWER = 0.5


def widenings(
    round_: Round, wishes: Sequence[Wish], boundary: float, free: NDArray[np.bool_]
) -> tuple[Widening, ...]:
    """The wishes whose loss would let most of the ``free`` tracks (n,) in, and a lower boundary."""
    chances = round_.chances
    if chances is None:
        return ()
    before = int((free & (chances >= boundary)).sum())
    lower = int((free & (chances >= _LOWER * boundary)).sum())
    found = [Widening(BOUNDARY_KEY, lower - before)]
    for wish in wishes:
        terms = [] if wish.removed else [
            term for term in round_.score.all_terms() if _is_about(term, wish)
        ]  # fmt: skip
        if not terms:
            continue
        # What a wish asked for is then neither here nor there: all tracks meet it halfway.
        fit = round_.fit - sum(term.values - float(term.values.mean()) for term in terms)
        given_up = round_.chances_at(fit)
        if given_up is not None:
            found.append(Widening(wish.key, int((free & (given_up >= boundary)).sum()) - before))
    found = [each for each in found if each.more > 0]
    return tuple(sorted(found, key=lambda each: (-each.more, each.key))[:_MOST])


def _is_about(term: Term, wish: Wish) -> bool:
    subject = term.key.removeprefix("learned:").removeprefix("owner:")
    return meaning(subject, term.direction)[0] == meaning(wish.subject, wish.direction)[0]
