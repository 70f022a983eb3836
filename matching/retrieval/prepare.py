"""The score of one round: the brief, what was learned, and what was kept, over allowed tracks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.index.ascending_rows import places_among
from matching.index.snapshot import Rows, Snapshot
from matching.intent.chance import chances
from matching.intent.features import STYLE_SUBJECT, Seen
from matching.intent.learn import Learned, LearnedBlock, learn, stands_by_hand
from matching.intent.state import Event, Verdicts, Wish, verdicts
from matching.retrieval.aspects import meaning
from matching.retrieval.calibration import Calibrated, calibrated
from matching.retrieval.forbidding import ruled_out
from matching.retrieval.kept_brief import brief_score
from matching.retrieval.query import Component, Query
from matching.retrieval.retuned import as_learned_with, retuned
from matching.retrieval.scoring import EPSILON, Score, Term, Values
from matching.retrieval.values import band_side

KEPT = "kept"
#: The bonus of a kept track, in standard deviations of the score.
_KEPT_BONUS = 0.5
#: However odd the verdicts, the brief keeps some say.
_SMALLEST_BRIEF = 0.2
#: What was learned of a subject stays out of the score where it weighs less than this, in log-odds
#: for each standard deviation: it changes no list and costs time.
_FAINTEST = 0.02


@dataclass(frozen=True, eq=False)
class Round:
    """Everything a list and its reasons are made from; rows (n,) are the allowed tracks left.

    fit: the score without the bonus of kept tracks, (n,). kept: (n,) bool. brief_scale: what the
    weights of the query were multiplied by when verdicts or wishes joined them. ruled_out: how many
    allowed tracks are not among the rows because a wish forbids them.
    """

    catalogue: Calibrated
    rows: Rows
    score: Score
    fit: Values
    brief_z: Values
    kept: NDArray[np.bool_]
    brief_scale: float
    learned: Learned | None
    said: Verdicts
    ruled_out: int = 0

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        return np.asarray(self.catalogue.snapshot.ids)[self.rows]

    @cached_property
    def chances(self) -> Values | None:
        """(n,) how likely each track is accepted; None before any verdict."""
        return self.chances_at(self.fit)

    def chances_at(self, fit: Values) -> Values | None:
        """The same for another fit, e.g. without a wish."""
        if self.learned is None or not self.learned.labels:
            return None
        return chances(fit, self.learned.accepted, self.learned.labels)

    def shown_scores(self, places: Sequence[int]) -> Values:
        """(len(places),) in 0..1: how far the brief is met, or once it was taught, P(accept)."""
        fit = self.fit[np.asarray(places, dtype=np.int64)]
        if self.learned is None:
            return np.clip(fit, 0.0, 1.0)
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(fit, -30.0, 30.0))))


def prepare(
    snapshot: Snapshot,
    query: Query,
    *,
    allowed_ids: Iterable[int],
    events: Sequence[Event] = (),
    wishes: Sequence[Wish] = (),
    keep: Iterable[int] = (),
    never: Iterable[int] = (),
    taught: Sequence[Event] = (),
) -> Round:
    """Score the allowed tracks. Ids that the snapshot does not hold are left out.

    taught: what was said for other briefs, oldest first.
    """
    catalogue, said = calibrated(snapshot), verdicts(events)
    rows = snapshot.rows(allowed_ids)
    rows = np.delete(rows, places_among(rows, snapshot.rows(said.rejected | set(never))))
    # What the owner kept by hand stays, whatever the analysis takes it for.
    barred = ruled_out(snapshot, wishes, rows)
    if barred.any():
        barred[places_among(rows, snapshot.rows(said.accepted))] = False
        rows = rows[~barred]
    brief = _brief(catalogue, query, wishes, rows)
    middle = float(brief.total.mean()) if len(rows) else 0.0
    spread = float(brief.total.std()) if len(rows) else 0.0

    def standard(total: Values) -> Values:
        return (total - middle) / spread if spread > EPSILON else np.zeros_like(total)

    learned = learn(
        catalogue,
        lambda some: standard(_brief(catalogue, query, wishes, some).total),
        rows,
        events,
        as_learned_with(wishes),
        taught,
    )
    brief_z = standard(brief.total)
    score, fit, scale = brief, brief.total, 1.0
    if learned is not None:
        weight = max(learned.brief_weight, _SMALLEST_BRIEF)
        scale = weight / spread if spread > EPSILON else 1.0
        scaled = brief.scaled(scale)
        lessons, shift = _learned_terms(catalogue, learned, rows)
        score = Score.of([*scaled.terms, *lessons], scaled.tastes, len(rows))
        fit = score.total + (learned.bias + shift - scale * middle)
    kept = np.zeros(len(rows), dtype=bool)
    kept[places_among(rows, snapshot.rows(said.accepted | set(keep)))] = True
    if kept.any():
        bonus = _KEPT_BONUS * max(float(score.total.std()), EPSILON * 1e3)
        term = Term(KEPT, KEPT, np.where(kept, bonus, 0.0))
        score = score.plus(term)
    return Round(
        catalogue, rows, score, fit, brief_z, kept, scale, learned, said, int(barred.sum())
    )


def _brief(catalogue: Calibrated, query: Query, wishes: Sequence[Wish], rows: Rows) -> Score:
    """The query's score without what the owner removed or turned round by hand."""
    removed = {meaning(wish.subject, wish.direction)[0] for wish in wishes if wish.removed}
    turned = set()
    for wish in wishes:
        if stands_by_hand(wish):
            subject, direction = meaning(wish.subject, wish.direction)
            turned.add((subject, -direction))

    def stays(part: Component) -> bool:
        facet = part.key.startswith("facet:")
        side = band_side(catalogue, part) if facet else part.direction
        subject, direction = meaning(part.key, side)
        return subject not in removed and (subject, direction) not in turned

    components = [part for part in query.components if stays(part)]
    return brief_score(catalogue, retuned(query, components, wishes), rows)


def _learned_terms(catalogue: Calibrated, learned: Learned, rows: Rows) -> tuple[list[Term], float]:
    """Terms that start at 0 for the track that meets them least, and the sum of those shifts."""
    terms, shift = [], 0.0
    said = [each for each in learned.blocks if _has_a_say(each, learned)] if len(rows) else []
    seen = Seen(catalogue, rows)
    for each in said:
        values = seen.weighed(each.block, each.weights)
        near = learned.near if each.block.subject == STYLE_SUBJECT else None
        if near is not None:
            values += near.values(catalogue, rows)
            if learned.common is not None:
                values += learned.common.values(catalogue, rows)
        lowest = float(values.min())
        shift += lowest
        origin = "owner" if each.by_hand else "learned"
        direction = 1 if near is not None or each.weights[0] >= 0 else -1
        values -= lowest
        terms.append(Term(f"{origin}:{each.block.subject}", origin, values, direction))
    return terms, shift


def _has_a_say(each: LearnedBlock, learned: Learned) -> bool:
    if each.block.subject == STYLE_SUBJECT and learned.near is not None:
        return True
    return float(np.abs(each.weights).max()) > (EPSILON if each.by_hand else _FAINTEST)
