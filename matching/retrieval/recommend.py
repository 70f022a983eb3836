"""From a query and the owner's history to a ranked, varied list with true reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Snapshot
from matching.intent.boundary import Widening, boundary_of
from matching.intent.learn import uncertainty
from matching.intent.splitting import Split
from matching.intent.state import Event, Wish
from matching.intent.sureness import Sureness, sureness
from matching.intent.two_tastes import two_tastes
from matching.retrieval.explain import Explainer
from matching.retrieval.exploring import drawn, history_seed, inclusion
from matching.retrieval.prepare import Round, prepare
from matching.retrieval.query import Query
from matching.retrieval.reasons import Reason
from matching.retrieval.scoring import middle_rank
from matching.retrieval.selection import select
from matching.retrieval.understood import understood
from matching.retrieval.widening import widenings, widest, without_never

#: At most this share of the new tracks are guesses, and none once the taste is well known.
_GUESS_SHARE = 0.1
_GUESS_LABELS = 40
#: A guess may be this many standard deviations worse than the last track chosen on merit.
_GUESS_SLACK = 0.75
#: So many candidates for each guess.
_RUNNERS_UP = 4
#: When every listed track was kept, sureness is that of so many others.
_NEXT = 10


@dataclass(frozen=True)
class Ranked:
    """One listed track: score 0..1, at least one reason, and whether it is a guess.

    chance: how likely the owner accepts it, calibrated; None before anything was learned.
    shown_with: with what probability this track got a place in this list; 1.0 on merit.
    """

    id: int
    score: float
    reasons: tuple[Reason, ...]
    guess: bool = False
    chance: float | None = None
    shown_with: float = 1.0


@dataclass(frozen=True)
class Recommendation:
    """The list, what was understood, and how many allowed tracks were considered.

    sureness: how many of the next tracks should fit; None before any verdict. held_back: places
    left empty because nothing above the interest boundary was left, or because of what is never to
    be played; ruled_out: how many tracks that concerns; widen: what would fill the places.
    split: an offer when the verdicts speak of two tastes.
    """

    items: tuple[Ranked, ...]
    wishes: tuple[Wish, ...]
    considered: int
    sureness: Sureness | None = None
    held_back: int = 0
    widen: tuple[Widening, ...] = ()
    split: Split | None = None
    ruled_out: int = 0


@dataclass(frozen=True)
class Ablation:
    """Ranks of all allowed tracks by id, with and without some components (1 = best)."""

    before: Mapping[int, float]
    after: Mapping[int, float]

    def moves_down(self, track_id: int) -> bool:
        return self.after[track_id] > self.before[track_id]


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
    exposure: Mapping[int, int] | None = None,
    taught: Sequence[Event] = (),
    boundary: float | None = None,
    before: Sequence[Wish] | None = None,
) -> Recommendation:
    """The best list of ``length`` tracks among ``allowed_ids``.

    Accepted tracks and ``keep`` stay (all of them, even beyond ``length``); rejected tracks and
    ``never`` do not return and win over ``keep``, and so does what a wish forbids, except for
    accepted tracks. Ids outside ``allowed_ids`` never appear.
    exposure: how often tracks were listed lately, by id; of tracks that fit about as well, those
    listed less come first. Scores, their order and reasons do not know of it. taught: what the
    store or its siblings said for other briefs, oldest first; it only teaches. boundary: the least
    chance of acceptance (0..1) a new track may have; None takes the default. before: the wishes of
    the list before this one, after which learned ones come gradually; see ``understood``.
    """

    def prepared(wishes: Sequence[Wish]) -> Round:
        return prepare(
            snapshot, query, allowed_ids=allowed_ids, events=events, wishes=wishes, keep=keep,
            never=never, taught=taught,
        )  # fmt: skip

    round_ = prepared(wishes)
    understood_ = understood(round_, query, wishes, before)
    if not len(round_.rows):
        lifted = without_never(round_, wishes, boundary, prepared)
        return Recommendation((), understood_, 0, widen=lifted, ruled_out=round_.ruled_out)
    told = None if round_.learned is None else round_.learned.told
    least = boundary_of(boundary, 0 if round_.learned is None else round_.learned.accepted)
    chances = round_.chances
    within = np.ones(len(round_.rows), dtype=bool) if chances is None else chances >= least
    places, guesses = _places(
        round_, max(length, 0), _counts(round_, exposure), within, history_seed(events)
    )
    explainer, ids, shown = Explainer(round_, places), round_.ids, round_.shown_scores(places)
    items = tuple(
        Ranked(
            int(ids[place]), float(score), explainer.reasons(place), place in guesses,
            None if chances is None else float(chances[place]), guesses.get(place, 1.0),
        )
        for place, score in zip(places, shown, strict=True)
    )  # fmt: skip
    outside = ~within & ~round_.kept
    held_back = min(max(length, 0) - len(items), int(outside.sum()) + round_.ruled_out)
    free = ~round_.kept
    free[places] = False
    return Recommendation(
        items,
        understood_,
        len(round_.rows),
        sureness=_sureness(round_, places, guesses),
        held_back=max(held_back, 0),
        split=None if told is None else two_tastes(round_.catalogue, told),
        widen=widest(
            (*widenings(round_, understood_, least, free),
             *without_never(round_, wishes, boundary, prepared))
        ) if held_back > 0 else (),
        ruled_out=round_.ruled_out,
    )  # fmt: skip


def ablate(
    snapshot: Snapshot,
    query: Query,
    reason: Reason,
    *,
    allowed_ids: Iterable[int],
    events: Sequence[Event] = (),
    wishes: Sequence[Wish] = (),
    keep: Iterable[int] = (),
    never: Iterable[int] = (),
    taught: Sequence[Event] = (),
) -> Ablation:
    """Ranks with and without the components that ``reason`` names, all else being as it was.

    This is the check that every reason given by ``recommend`` with the same arguments passes.
    """
    round_ = prepare(
        snapshot, query, allowed_ids=allowed_ids, events=events, wishes=wishes, keep=keep,
        never=never, taught=taught,
    )  # fmt: skip
    left, ids = round_.score.without(reason.keys), round_.ids.tolist()
    return Ablation(
        {track: middle_rank(round_.score.total, place) for place, track in enumerate(ids)},
        {track: middle_rank(left, place) for place, track in enumerate(ids)},
    )


def _counts(round_: Round, exposure: Mapping[int, int] | None) -> NDArray[np.int64] | None:
    """(n,) how often each allowed track was listed."""
    if not exposure:
        return None
    found = np.zeros(len(round_.rows), dtype=np.int64)
    listed = np.array(sorted(exposure), dtype=np.int64)
    ids = round_.ids
    places = np.minimum(np.searchsorted(ids, listed), len(ids) - 1)
    here = ids[places] == listed
    found[places[here]] = [max(exposure[track], 0) for track in listed[here].tolist()]
    return found


def _places(
    round_: Round,
    length: int,
    exposure: NDArray[np.int64] | None,
    within: NDArray[np.bool_],
    seed: int,
) -> tuple[list[int], dict[int, float]]:
    """Places of the list, best score first, and with what chance each guess among them was drawn.

    within: (n,) which tracks reach the interest boundary.
    """
    kept = [int(place) for place in np.flatnonzero(round_.kept)]
    taste, shares = _tastes(round_)
    snapshot = round_.catalogue.snapshot
    avoid = snapshot.rows(round_.said.rejected)
    fresh = max(0, min(length, len(round_.rows)) - len(kept))
    spared = _guess_count(round_, fresh)

    def more(chosen: list[int], count: int) -> list[int]:
        return select(
            round_.catalogue, round_.rows, round_.fit, chosen=chosen, count=count, avoid=avoid,
            length=length, taste=taste, shares=shares, exposure=exposure, open_places=within,
        )  # fmt: skip

    merit = more(kept, fresh - spared)
    guesses = _guesses(round_, merit, more(kept + merit, _RUNNERS_UP * spared), spared, seed)
    shown = kept + merit + list(guesses)
    places = shown + more(shown, fresh - len(merit) - len(guesses))
    places.sort(key=lambda place: (-round_.fit[place], place))
    return places, guesses


def _sureness(
    round_: Round, places: Sequence[int], guesses: Mapping[int, float]
) -> Sureness | None:
    """Of the new tracks; of those beside the list when all of it was kept."""
    chances, learned = round_.chances, round_.learned
    if chances is None or learned is None:
        return None
    new = [place for place in places if not round_.kept[place] and place not in guesses]
    if not new:
        new = [int(place) for place in np.argsort(-np.where(round_.kept, -1.0, chances))[:_NEXT]]
    return sureness(chances[new], learned.labels)


def _tastes(round_: Round) -> tuple[NDArray[np.int64] | None, list[float]]:
    """Of a brief with songs of several tastes each has its share, until verdicts say otherwise."""
    tastes, learned = round_.score.tastes, round_.learned
    if len(tastes) < 2 or (learned is not None and learned.labels):
        return None, []
    closest = np.argmax([term.values for term in tastes], axis=0)
    return closest, [float(term.parameters["share"]) for term in tastes]


def _guess_count(round_: Round, fresh: int) -> int:
    learned = round_.learned
    if learned is None or not learned.labels or learned.labels >= _GUESS_LABELS:
        return 0
    return int(fresh * _GUESS_SHARE)


def _guesses(
    round_: Round, merit: Sequence[int], runners_up: Sequence[int], count: int, seed: int
) -> dict[int, float]:
    """Some of the runners-up, the less certain the likelier: where a verdict teaches most."""
    if not count or round_.learned is None or not merit:
        return {}
    floor = float(min(round_.fit[place] for place in merit))
    floor -= _GUESS_SLACK * float(round_.fit.std())
    near = sorted(place for place in runners_up if round_.fit[place] >= floor)
    if not near:
        return {}
    doubt = uncertainty(round_.catalogue, round_.learned, round_.brief_z[near], round_.rows[near])
    chances = inclusion(np.square(doubt), count)
    return {near[place]: float(chances[place]) for place in drawn(chances, seed)}
