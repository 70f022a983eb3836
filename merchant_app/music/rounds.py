"""Lists for a store: the first match of a brief, the round after feedback, the order on air."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matching.index.snapshot import Snapshot
from matching.intent.state import Event, Wish
from matching.intent.version import LEARNER
from matching.retrieval.aspects import meaning
from matching.retrieval.bring_over import brought_over
from matching.retrieval.compose import compose
from matching.retrieval.query import Query
from matching.retrieval.recommend import Recommendation, recommend
from matching.retrieval.substitutes import substitutes
from matching.selectors import current_snapshot, snapshot_space
from matching.semantics.understanding import Understanding
from matching.sequencing.order import sequence
from merchant_app.briefs.models import Seed
from merchant_app.briefs.problems import problem
from merchant_app.briefs.seed_vectors import seed_vectors
from merchant_app.music.allowed import Ids, cleared_ids
from merchant_app.stores.models import Store

#: A playlist is at most this long unless asked for, and a quarter of what is cleared.
LONGEST_DEFAULT = 20
DEFAULT_SHARE = 4
#: From this share of a brief's strongest wish on it clearly asks for something.
CLEARLY = 0.3


def default_length(cleared: int) -> int:
    """The smaller of 20 and a quarter of what is cleared, at least one."""
    return max(1, min(LONGEST_DEFAULT, cleared // DEFAULT_SHARE))


@dataclass(frozen=True)
class Match:
    """A first playlist for a brief, and each seed's nearest cleared substitute."""

    query: Query
    length: int
    recommendation: Recommendation
    #: seed id → (track id, similarity)
    substitutes: dict[int, tuple[int, float]]
    problems: list[dict[str, Any]]
    #: Of the wishes given, those that it heeds.
    wishes: tuple[Wish, ...] = ()


def match(
    *,
    store: Store,
    cleared: Ids,
    understandings: Sequence[Understanding],
    seeds: Sequence[Seed],
    length: int | None,
    exposure: Mapping[int, int] | None = None,
    taught: Sequence[Event] = (),
    boundary: float | None = None,
    wishes: Sequence[Wish] = (),
) -> Match:
    """Match a brief against the tracks cleared for its store.

    exposure: how often tracks were listed lately, by id. taught, boundary: see ``recommend``.
    wishes: set by hand for other briefs; left out is one about what the words of this brief ask
    for, and all of them where they would leave nothing.
    """
    snapshot = current_snapshot(fresh=True)
    known = seed_vectors(seeds)
    vectors = [vector for _seed, vector in known]
    query = compose(understandings, vectors, space=snapshot_space(snapshot))
    wanted = min(length or default_length(len(cleared)), len(cleared))
    problems = []
    if length and len(cleared) < length:
        problems.append(problem("few_cleared_tracks", count=len(cleared)))
    nearest = substitutes(snapshot, vectors, cleared)

    def listed(heeded: Sequence[Wish]) -> Recommendation:
        return recommend(
            snapshot,
            query,
            allowed_ids=cleared,
            length=wanted,
            wishes=heeded,
            exposure=exposure,
            taught=taught,
            boundary=boundary,
        )

    alone = found = listed(())
    heeded = _heeded(wishes, query, alone.wishes)
    if heeded:
        found = listed(heeded)
    if not found.items:
        heeded, found = (), alone
    return Match(
        query=query,
        length=length or default_length(len(cleared)),
        recommendation=found,
        substitutes={
            seed.pk: found
            for (seed, _vector), found in zip(known, nearest, strict=True)
            if found is not None
        },
        problems=problems,
        wishes=heeded,
    )


def _heeded(wishes: Sequence[Wish], query: Query, understood: Sequence[Wish]) -> tuple[Wish, ...]:
    """Without those that forbid what the brief's own words clearly ask for."""
    worded = {part.key for part in query.components if "words" in part.sources and not part.implied}
    asked = {
        meaning(wish.subject, wish.direction)
        for wish in understood
        if wish.origin == "brief" and wish.strength >= CLEARLY and wish.subject in worded
    }

    def against(wish: Wish) -> bool:
        subject, direction = meaning(wish.subject, wish.direction)
        return (subject, -direction) in asked

    return tuple(wish for wish in wishes if not against(wish))


def next_round(
    *,
    store: Store,
    query: Query,
    length: int,
    events: Sequence[Event],
    wishes: Sequence[Wish],
    keep: Iterable[int] = (),
    never: Iterable[int] = (),
    exposure: Mapping[int, int] | None = None,
    taught: Sequence[Event] = (),
    boundary: float | None = None,
    before: Sequence[Wish] | None = None,
    moment: datetime | None = None,
) -> Recommendation:
    """The list after feedback: NumPy over the snapshot, no model.

    Over the snapshot that `query_now` found for the query a moment ago. before: the wishes of the
    list before, see ``recommend``.
    """
    return recommend(
        current_snapshot(),
        query,
        allowed_ids=cleared_ids(store, moment=moment),
        length=length,
        events=events,
        wishes=wishes,
        keep=keep,
        never=never,
        exposure=exposure,
        taught=taught,
        boundary=boundary,
        before=before,
    )


def on_air_order(track_ids: Sequence[int]) -> list[int]:
    """The same tracks in an order in which they flow into each other."""
    return sequence(current_snapshot(), track_ids)


def query_now(query: Query, seeds: Iterable[Seed]) -> Query:
    """A stored query for the version that is searched now; the same one unless the model changed.

    `seeds` are those of the query's brief.
    """
    snapshot = current_snapshot(fresh=True)
    space = snapshot_space(snapshot)
    if not space or query.space == space or (not query.space and _fits(query, snapshot)):
        return query
    songs = {seed.name: vector for seed, vector in seed_vectors(seeds)}
    return brought_over(query, space, songs)


def _fits(query: Query, snapshot: Snapshot) -> bool:
    """Whether the vectors of a query that does not name its model are as wide as the snapshot's."""
    width = snapshot.style.shape[1]
    return all(
        len(part.vectors.get("members", ())) == width * len(part.sources)
        for part in query.components
        if part.key.startswith("seed:")
    )


def made_with() -> dict[str, str]:
    """Which models and which catalogue lists are made with now, to be kept beside each list."""
    snapshot = current_snapshot()
    return {
        "analyser": str(snapshot.meta.get("analyser", "")),
        "snapshot": snapshot.folder.name if snapshot.folder else "",
        "learner": LEARNER,
    }
