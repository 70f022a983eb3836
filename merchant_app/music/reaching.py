"""What a history says in words, and how much it lets through by how sure a track must be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matching.intent.state import Event, Wish
from matching.retrieval.forbidding import ruled_out
from matching.retrieval.history_words import history_wishes
from matching.retrieval.query import Query
from matching.retrieval.reach import reach
from matching.selectors import current_snapshot
from merchant_app.music.allowed import cleared_ids
from merchant_app.stores.models import Store


def tracks_within(
    store: Store,
    *,
    query: Query,
    events: Sequence[Event],
    wishes: Sequence[Wish],
    taught: Sequence[Event],
    boundaries: Sequence[float | None],
) -> tuple[int, ...] | None:
    """For each boundary how many cleared tracks a playlist could offer; see `reach`."""
    return reach(
        current_snapshot(fresh=True),
        query,
        allowed_ids=cleared_ids(store),
        events=events,
        wishes=wishes,
        taught=taught,
        boundaries=boundaries,
    )


def forbidden_ids(track_ids: Iterable[int], wishes: Sequence[Wish]) -> frozenset[int]:
    """Those of the tracks that surely have something that a wish forbids."""
    snapshot = current_snapshot(fresh=True)
    rows = snapshot.rows(track_ids)
    return frozenset(snapshot.ids[rows[ruled_out(snapshot, wishes, rows)]].tolist())


def taught_in_words(store: Store, events: Sequence[Event]) -> tuple[Wish, ...]:
    """What these verdicts say by themselves about the music a store may play."""
    return history_wishes(
        current_snapshot(fresh=True), allowed_ids=cleared_ids(store), events=events
    )
