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
from matching.intent.features import Block, blocks, columns, is_subject
from matching.intent.hypotheses import Problem, weighed
from matching.intent.state import Event, Wish, verdicts
from matching.retrieval.calibration import Calibrated

Floats = NDArray[np.float64]

_BRIEF_MEAN, _BRIEF_SD = 1.0, 0.3
_BIAS_SD = 2.0
_SKIP_WEIGHT = 0.25
_WEAK_COUNT, _WEAK_WEIGHT = 200, 0.2
#: Standard deviations from zero at which a weight is said. Facets are measured, tags guessed; of
#: the many style columns the largest is taken, so it must stand out more.
_TELLING = {"facet": 0.2, "tag": 0.35, "style": 0.7}
_WISH_BASE, _WISH_RANGE, _WISH_SD = 0.4, 1.6, 0.1


@dataclass(frozen=True, eq=False)
class LearnedBlock:
    """The weights (k,) of one block's columns; ``by_hand`` when a wish set them."""

    block: Block
    weights: Floats
    certainty: float
    by_hand: bool

    @property
    def telling(self) -> bool:
        """Whether it is sure enough to be said aloud; fainter traces only add to the score."""
        return self.by_hand or self.certainty >= _TELLING[self.block.subject.partition(":")[0]]


@dataclass(frozen=True, eq=False)
class Learned:
    """Log-odds of acceptance = bias + brief_weight * brief z + sum of the blocks.

    blocks have the order of ``features.blocks``; covariance is over [bias, brief, columns...] and
    says where the learner is unsure.
    """

    bias: float
    brief_weight: float
    blocks: tuple[LearnedBlock, ...]
    covariance: Floats | None
    labels: int


def stands_by_hand(wish: Wish) -> bool:
    """Whether the owner set this wish, or locked it when it had been learned."""
    return not wish.removed and (
        wish.origin == "owner" or (wish.locked and wish.origin == "learned")
    )


def learn(
    catalogue: Calibrated,
    brief_z: Callable[[Rows], Floats],
    allowed_rows: Rows,
    events: Sequence[Event],
    wishes: Sequence[Wish],
) -> Learned | None:
    """Fit the owner's taste; None when there is neither a verdict nor a wish set by hand.

    ``brief_z`` gives the standardised brief score of rows. The same history gives the same
    result, whatever the order of its events (except that the last verdict on a track counts).
    """
    by_hand = {
        wish.subject: wish for wish in wishes if is_subject(wish.subject) and stands_by_hand(wish)
    }
    rows, labels, weights = _training(catalogue, allowed_rows, events)
    count = int((weights == 1.0).sum())
    if not len(rows) and not by_hand:
        return None
    space = blocks(by_hand, (wish.subject for wish in wishes if wish.removed))
    prior_mean, prior_sd, fixed = _prior(space, by_hand)
    if not len(rows):
        return _learned(space, Posterior(prior_mean, np.empty((0, 0)), 0.0), by_hand, 0)
    parts = [np.ones((len(rows), 1)), brief_z(rows)[:, None]]
    parts += [columns(catalogue, block, rows) for block in space]
    features = np.concatenate(parts, axis=1)
    said = weights > _WEAK_WEIGHT
    problem = Problem(features, labels, weights, said, prior_mean, prior_sd, fixed)
    return _learned(space, weighed(problem, space), by_hand, count)


def uncertainty(catalogue: Calibrated, learned: Learned, brief_z: Floats, rows: Rows) -> Floats:
    """Standard deviation of the log-odds of ``rows``, (r,): where a verdict teaches most."""
    if learned.covariance is None:
        return np.zeros(len(rows))
    parts = [np.ones((len(rows), 1)), brief_z[:, None]]
    parts += [columns(catalogue, each.block, rows) for each in learned.blocks]
    features = np.concatenate(parts, axis=1)
    variance = np.einsum("ij,jk,ik->i", features, learned.covariance, features, optimize=True)
    return np.sqrt(np.maximum(variance, 0.0))


def _training(
    catalogue: Calibrated, allowed_rows: Rows, events: Sequence[Event]
) -> tuple[Rows, Floats, Floats]:
    """Rows, labels and weights in order of row, weak negatives last; empty without verdicts."""
    said = verdicts(events)
    snapshot = catalogue.snapshot
    accepted, rejected = snapshot.rows(said.accepted), snapshot.rows(said.rejected)
    skipped = snapshot.rows(said.skipped)
    if not len(accepted) + len(rejected) + len(skipped):
        return np.empty(0, dtype=np.int64), np.empty(0), np.empty(0)
    judged = np.concatenate([accepted, rejected, skipped])
    others = np.setdiff1d(allowed_rows, judged, assume_unique=True)
    # Seeded by the size only, so that a replay draws the same tracks.
    picked = np.random.default_rng(len(others)).permutation(len(others))[:_WEAK_COUNT]
    weak = np.sort(others[picked])
    labels = np.zeros(len(judged) + len(weak))
    labels[: len(accepted)] = 1.0
    weights = np.concatenate(
        [
            np.ones(len(accepted) + len(rejected)),
            np.full(len(skipped), _SKIP_WEIGHT),
            np.full(len(weak), _WEAK_WEIGHT),
        ]
    )
    return np.concatenate([judged, weak]), labels, weights


def _prior(
    space: Sequence[Block], by_hand: dict[str, Wish]
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    mean, sd, fixed = [0.0, _BRIEF_MEAN], [_BIAS_SD, _BRIEF_SD], [True, True]
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
    space: Sequence[Block], posterior: Posterior, by_hand: dict[str, Wish], count: int
) -> Learned:
    found, start = [], 2
    deviation = np.sqrt(np.diag(posterior.covariance)) if count else np.empty(0)
    for block in space:
        part = slice(start, start + len(block.prior_sd))
        weights = posterior.mean[part]
        certainty = float(np.max(np.abs(weights) / deviation[part])) if count else 0.0
        found.append(LearnedBlock(block, weights, certainty, block.subject in by_hand))
        start = part.stop
    return Learned(
        bias=float(posterior.mean[0]),
        brief_weight=float(posterior.mean[1]),
        blocks=tuple(found),
        covariance=posterior.covariance if posterior.covariance.size else None,
        labels=count,
    )
