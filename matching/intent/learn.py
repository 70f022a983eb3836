"""From verdicts and wishes to weights: what this owner means by "similar".

The prior is the brief: before any verdict a track is as good as the brief says. Verdicts move the
weights of facets, tag groups and style away from zero as far as they are consistent; wishes set by
hand are strong priors. Catalogue tracks are weak negatives, so that a few accepts already say
what is special about them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows
from matching.intent.bayes import Posterior
from matching.intent.conjunctions import Conjunctions, conjunctions
from matching.intent.features import (
    LEAD,
    STYLE_SUBJECT,
    Block,
    blocks,
    columns,
    is_subject,
)
from matching.intent.hypotheses import Problem, weighed
from matching.intent.nearness import Nearness, nearness
from matching.intent.state import Event, Wish
from matching.intent.teaching import Lessons, lessons
from matching.retrieval.calibration import Calibrated

Floats = NDArray[np.float64]

_BRIEF_MEAN, _BRIEF_SD = 1.0, 0.3
#: What the brief weighs beside nearness.
_BRIEF_EXPECTED = 0.85
_BIAS_SD = 2.0
#: Standard deviations from zero at which a weight is said. Facets are measured, tags guessed; of
#: the many style columns the largest is taken, so it must stand out more.
_TELLING = {"facet": 0.2, "tag": 0.35, "style": 0.7}
#: Style is said only when it is this unlikely that the verdicts mean nothing.
_DOUBT = 0.2
_MOST_TEACHERS = 4
_WISH_BASE, _WISH_RANGE, _WISH_SD = 0.4, 1.6, 0.1


@dataclass(frozen=True, eq=False)
class LearnedBlock:
    """The weights (k,) of one block's columns; ``by_hand`` when a wish set them.

    taught_by: the judged tracks (ids) that pushed it most, the most telling first.
    """

    block: Block
    weights: Floats
    certainty: float
    by_hand: bool
    taught_by: tuple[int, ...] = ()

    @property
    def telling(self) -> bool:
        """Whether it is sure enough to be said aloud; fainter traces only add to the score."""
        return self.by_hand or self.sure >= 1.0

    @property
    def sure(self) -> float:
        """The certainty in units of what it takes to be said aloud."""
        return self.certainty / _TELLING[self.block.subject.partition(":")[0]]


@dataclass(frozen=True, eq=False)
class Learned:
    """Log-odds of acceptance = bias + brief_weight * brief z + sum of the blocks + nearness
    + what accepted tracks have in common.

    blocks have the order of ``features.blocks``; covariance is over [bias, brief, bias elsewhere,
    columns...] and says where the learner is unsure. labels: how many tracks were accepted or
    rejected here; accepted: how many of them accepted.
    """

    bias: float
    brief_weight: float
    blocks: tuple[LearnedBlock, ...]
    covariance: Floats | None
    labels: int
    accepted: int = 0
    near: Nearness | None = None
    common: Conjunctions | None = None
    told: Lessons | None = None


def stands_by_hand(wish: Wish) -> bool:
    """Whether the owner set this wish, or locked it when it had been learned."""
    return not wish.removed and (
        wish.origin == "owner" or (wish.locked and wish.origin == "learned")
    )


def _left_alone(wish: Wish) -> bool:
    """Whether nothing is learned about it: taken away, or a part of the brief locked as it is."""
    return wish.removed or (wish.locked and wish.origin == "brief")


def learn(
    catalogue: Calibrated,
    brief_z: Callable[[Rows], Floats],
    allowed_rows: Rows,
    events: Sequence[Event],
    wishes: Sequence[Wish],
    taught: Sequence[Event] = (),
) -> Learned | None:
    """Fit the owner's taste; None when there is neither a verdict nor a wish set by hand.

    ``brief_z`` gives the standardised brief score of rows. ``taught`` is what was said for other
    briefs. The same history gives the same result, whatever the order of its events (except that
    the last verdict on a track counts).
    """
    by_hand = {
        wish.subject: wish for wish in wishes if is_subject(wish.subject) and stands_by_hand(wish)
    }
    told = lessons(catalogue.snapshot, allowed_rows, events, taught)
    if not len(told.rows) and not by_hand:
        return None
    gone = {wish.subject for wish in wishes if _left_alone(wish)}
    space = blocks(by_hand, gone)
    prior_mean, prior_sd, fixed = _prior(space, by_hand)
    if not len(told.rows):
        posterior = Posterior(prior_mean, np.empty((0, 0)), 0.0)
        return _learned(catalogue, space, posterior, by_hand, told, None, None, None)
    brief = brief_z(told.rows)
    features = _features(catalogue, space, brief, told.rows, told.elsewhere)
    problem = Problem(features, told.labels, told.weights, told.said, prior_mean, prior_sd, fixed)
    posterior = weighed(problem, space)
    near = common = None
    if STYLE_SUBJECT not in gone:
        # Of what the owner set by hand nothing is learned, or verdicts would be held against it.
        # What the blocks learned is learned here once more, and the two are added up.
        expected = features[:, 1] * _BRIEF_EXPECTED
        near = nearness(catalogue, told, brief, expected, gone | by_hand.keys())
        common = conjunctions(catalogue, told, brief, gone | by_hand.keys(), 1.0 - near.doubt)
    return _learned(catalogue, space, posterior, by_hand, told, features, near, common)


def uncertainty(catalogue: Calibrated, learned: Learned, brief_z: Floats, rows: Rows) -> Floats:
    """Standard deviation of the log-odds of ``rows``, (r,): where a verdict teaches most."""
    if learned.covariance is None:
        return np.zeros(len(rows))
    space = [each.block for each in learned.blocks]
    features = _features(catalogue, space, brief_z, rows, np.zeros(len(rows), dtype=bool))
    variance = np.einsum("ij,jk,ik->i", features, learned.covariance, features, optimize=True)
    return np.sqrt(np.maximum(variance, 0.0))


def _features(
    catalogue: Calibrated,
    space: Sequence[Block],
    brief_z: Floats,
    rows: Rows,
    elsewhere: NDArray[np.bool_],
) -> Floats:
    """(r, d). What was said for other briefs is measured by neither this brief nor its bias."""
    lead = np.zeros((len(rows), LEAD))
    lead[:, 0] = ~elsewhere
    lead[:, 1] = np.where(elsewhere, 0.0, brief_z)
    lead[:, 2] = elsewhere
    return np.concatenate([lead, *(columns(catalogue, block, rows) for block in space)], axis=1)


def _prior(
    space: Sequence[Block], by_hand: dict[str, Wish]
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    mean = [0.0, _BRIEF_MEAN, 0.0]
    sd = [_BIAS_SD, _BRIEF_SD, _BIAS_SD]
    fixed = [True] * LEAD
    for block in space:
        wish = by_hand.get(block.subject)
        for place, own in enumerate(block.prior_sd):
            if wish is not None and place == 0 and block.subject.partition(":")[0] != "style":
                mean.append(wish.direction * (_WISH_BASE + _WISH_RANGE * wish.strength))
                sd.append(_WISH_SD)
                fixed.append(True)
            else:
                mean.append(0.0)
                sd.append(own)
                fixed.append(False)
    return np.array(mean), np.array(sd), np.array(fixed)


def _learned(
    catalogue: Calibrated,
    space: Sequence[Block],
    posterior: Posterior,
    by_hand: dict[str, Wish],
    told: Lessons,
    features: Floats | None,
    near: Nearness | None,
    common: Conjunctions | None,
) -> Learned:
    deviation, pushes = np.empty(0), np.empty((0, 0))
    if features is not None:
        deviation = np.sqrt(np.diag(posterior.covariance))
        # Each lesson pulls the weights by its column times what was not foretold of its label.
        chance = 1.0 / (1.0 + np.exp(-np.clip(features @ posterior.mean, -30.0, 30.0)))
        pulls = (told.weights * (told.labels - chance))[:, None] * features
        pushes = pulls * posterior.mean
    ids, own = np.asarray(catalogue.snapshot.ids), told.said & ~told.elsewhere
    found, start = [], LEAD
    for block in space:
        part = slice(start, start + len(block.prior_sd))
        weights, certainty = posterior.mean[part], 0.0
        teachers: tuple[int, ...] = ()
        if features is not None:
            certainty = float(np.max(np.abs(weights) / deviation[part]))
            teachers = _teachers(ids[told.rows[own]], pushes[own, part].sum(axis=1))
        if block.subject == STYLE_SUBJECT and near is not None:
            if near.doubt < _DOUBT:
                certainty = max(certainty, _TELLING["style"])
            judged = len(near.pulls) if own.all() else int(own.sum())
            teachers = _teachers(ids[near.taught[:judged]], np.abs(near.pulls[:judged]))
        found.append(LearnedBlock(block, weights, certainty, block.subject in by_hand, teachers))
        start = part.stop
    return Learned(
        bias=float(posterior.mean[0]) if near is None else near.bias,
        brief_weight=float(posterior.mean[1]) if near is None else _BRIEF_EXPECTED + near.brief,
        blocks=tuple(found),
        covariance=posterior.covariance if posterior.covariance.size else None,
        labels=told.own,
        accepted=told.accepted,
        near=near,
        common=common,
        told=told,
    )


def _teachers(ids: NDArray[np.int64], push: Floats) -> tuple[int, ...]:
    """The tracks that pushed a weight to where it is, the strongest first."""
    first = np.lexsort((ids, -push))[:_MOST_TEACHERS]
    return tuple(dict.fromkeys(int(ids[place]) for place in first if push[place] > 0))
