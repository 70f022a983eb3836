"""What a history of verdicts says by itself, whatever any brief asked for."""

from collections.abc import Iterable, Sequence

from matching.index.snapshot import Snapshot
from matching.intent.state import Event, Wish
from matching.retrieval.prepare import prepare
from matching.retrieval.query import Query
from matching.retrieval.understood import understood


def history_wishes(
    snapshot: Snapshot, *, allowed_ids: Iterable[int], events: Sequence[Event]
) -> tuple[Wish, ...]:
    """The learned wishes, the firmest first; none where the verdicts say nothing in common."""
    query = Query()
    round_ = prepare(snapshot, query, allowed_ids=allowed_ids, events=events)
    return tuple(wish for wish in understood(round_, query, ()) if wish.origin == "learned")
