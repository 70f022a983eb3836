"""From a query and the owner's history to a ranked, varied list with true reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Snapshot
from matching.intent.boundary import Widening
from matching.intent.learn import uncertainty
from matching.intent.splitting import Split
from matching.intent.state import Event, Wish
from matching.intent.sureness import Sureness
from matching.retrieval.explain import Explainer
from matching.retrieval.prepare import Round, prepare
from matching.retrieval.query import Query
from matching.retrieval.reasons import Reason
from matching.retrieval.scoring import middle_rank
from matching.retrieval.selection import select
from matching.retrieval.understood import understood

#: At most this share of the new tracks are guesses, and none once the taste is well known.
_GUESS_SHARE = 0.2
_GUESS_LABELS = 40
#: A guess may be this many standard deviations worse than the last track chosen on merit.
_GUESS_SLACK = 0.75


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
    left empty because nothing above the interest boundary was left; widen: what would fill them.
    split: an offer when the verdicts speak of two tastes.
    """

    items: tuple[Ranked, ...]
    wishes: tuple[Wish, ...]
    considered: int
    sureness: Sureness | None = None
    held_back: int = 0
    widen: tuple[Widening, ...] = ()
    split: Split | None = None


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
) -> Recommendation:
    """The best list of ``length`` tracks among ``allowed_ids``.

    Accepted tracks and ``keep`` stay (all of them, even beyond ``length``); rejected tracks and
    ``never`` do not return and win over ``keep``. Ids outside ``allowed_ids`` never appear.
    exposure: how often tracks were listed lately, by id; of tracks that fit about as well, those
    listed less come first. Scores, their order and reasons do not know of it. taught: what the
    store or its siblings said for other briefs, oldest first; it only teaches. boundary: the least
    chance of acceptance (0..1) a new track may have; None takes the default.
    """
    round_ = prepare(
        snapshot, query, allowed_ids=allowed_ids, events=events, wishes=wishes, keep=keep,
        never=never,
    )  # fmt: skip
    if not len(round_.rows):
        return Recommendation((), understood(round_, query, wishes), 0)
    places, guesses = _places(round_, max(length, 0), _counts(round_, exposure))
    explainer, ids, shown = Explainer(round_), round_.ids, round_.shown_scores()
    items = tuple(
        Ranked(int(ids[place]), float(shown[place]), explainer.reasons(place), place in guesses)
        for place in places
    )
    return Recommendation(items, understood(round_, query, wishes), len(round_.rows))


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
) -> Ablation:
    """Ranks with and without the components that ``reason`` names, all else being as it was.

    This is the check that every reason given by ``recommend`` with the same arguments passes.
    """
    round_ = prepare(
        snapshot, query, allowed_ids=allowed_ids, events=events, wishes=wishes, keep=keep,
        never=never,
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
    round_: Round, length: int, exposure: NDArray[np.int64] | None
) -> tuple[list[int], set[int]]:
    """Places of the list, best score first, and which of them are guesses."""
    kept = [int(place) for place in np.flatnonzero(round_.kept)]
    taste, shares = _tastes(round_)
    snapshot = round_.catalogue.snapshot
    avoid = snapshot.rows(round_.said.rejected)
    fresh = max(0, min(length, len(round_.rows)) - len(kept))
    spared = _guess_count(round_, fresh)

    def more(chosen: list[int], count: int) -> list[int]:
        return select(
            round_.catalogue, round_.rows, round_.fit, chosen=chosen, count=count, avoid=avoid,
            length=length, taste=taste, shares=shares, exposure=exposure,
        )  # fmt: skip

    merit = more(kept, fresh - spared)
    guesses = _guesses(round_, kept + merit, more(kept + merit, 4 * spared), spared)
    rest = more(kept + merit + guesses, fresh - len(merit) - len(guesses))
    places = kept + merit + guesses + rest
    places.sort(key=lambda place: (-round_.fit[place], place))
    return places, set(guesses)


def _tastes(round_: Round) -> tuple[NDArray[np.int64] | None, list[float]]:
    tastes = round_.score.tastes
    if len(tastes) < 2:
        return None, []
    closest = np.argmax([term.values for term in tastes], axis=0)
    return closest, [float(term.parameters["share"]) for term in tastes]


def _guess_count(round_: Round, fresh: int) -> int:
    learned = round_.learned
    if learned is None or learned.covariance is None or learned.labels >= _GUESS_LABELS:
        return 0
    return int(fresh * _GUESS_SHARE)


def _guesses(round_: Round, merit: list[int], runners_up: list[int], count: int) -> list[int]:
    """The least certain of the runners-up: where a verdict teaches most."""
    if not count or round_.learned is None or not merit:
        return []
    edge = min(round_.fit[place] for place in merit if not round_.kept[place]) if any(
        not round_.kept[place] for place in merit
    ) else float(round_.fit.max())  # fmt: skip
    floor = edge - _GUESS_SLACK * float(round_.fit.std())
    near = [place for place in runners_up if round_.fit[place] >= floor]
    if not near:
        return []
    doubt = uncertainty(round_.catalogue, round_.learned, round_.brief_z[near], round_.rows[near])
    order = sorted(range(len(near)), key=lambda each: (-doubt[each], near[each]))
    return [near[each] for each in order[:count]]
