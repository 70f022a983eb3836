"""From a query and the owner's history to a ranked, varied list with true reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matching.index.snapshot import Snapshot
from matching.intent.state import Event, Wish
from matching.retrieval.query import Query
from matching.retrieval.reasons import Reason


@dataclass(frozen=True)
class Ranked:
    """One listed track: score 0..1, at least one reason, and whether it is a guess."""

    id: int
    score: float
    reasons: tuple[Reason, ...]
    guess: bool = False


@dataclass(frozen=True)
class Recommendation:
    """The list, what was understood, and how many allowed tracks were considered."""

    items: tuple[Ranked, ...]
    wishes: tuple[Wish, ...]
    considered: int


def recommend(
    snapshot: Snapshot,
    query: Query,
    *,
    allowed_ids: Iterable[int],
    length: int,
    events: Sequence[Event] = (),
    wishes: Sequence[Wish] = (),
    keep: Iterable[int] = (),
    never: Iterable[int] = (),
) -> Recommendation:
    """The best list of ``length`` tracks among ``allowed_ids``.

    Accepted tracks and ``keep`` stay (all of them, even beyond ``length``); rejected tracks and
    ``never`` do not return and win over ``keep``. Ids outside ``allowed_ids`` never appear.
    """
    raise NotImplementedError
