"""How many tracks lie above each of several interest boundaries."""

from collections.abc import Iterable, Sequence

from matching.index.snapshot import Snapshot
from matching.intent.boundary import boundary_of
from matching.intent.state import Event, Wish
from matching.retrieval.prepare import prepare
from matching.retrieval.query import Query


def reach(
    snapshot: Snapshot,
    query: Query,
    *,
    allowed_ids: Iterable[int],
    events: Sequence[Event],
    wishes: Sequence[Wish],
    boundaries: Sequence[float | None],
    taught: Sequence[Event] = (),
) -> tuple[int, ...] | None:
    """For each boundary (None: the default) how many allowed tracks would be offered under it.

    Tracks that were kept count whatever their chance, rejected ones never. None before anything
    was learned: then no track is held back.
    """
    round_ = prepare(
        snapshot, query, allowed_ids=allowed_ids, events=events, wishes=wishes, taught=taught
    )
    if round_.learned is None or round_.chances is None:
        return None
    accepted = round_.learned.accepted
    return tuple(
        int((round_.kept | (round_.chances >= boundary_of(each, accepted))).sum())
        for each in boundaries
    )
