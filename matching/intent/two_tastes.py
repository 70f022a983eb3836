"""Whether the accepted tracks are two groups that one taste foretells badly.

The accepted tracks are parted in two where they lie furthest apart (k-means, from the two most
distant ones). Then three models learn: all accepted against the rejected tracks, and each group
against them. Two tastes are offered only where the two models together have so much more evidence
than the one that owners of one taste hardly ever come that far; by how much that is was found on
simulated owners.
"""

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows
from matching.intent.features import Block, Floats, blocks, columns
from matching.intent.nearness import fit_pulls, heard
from matching.intent.splitting import Split, TastePart
from matching.intent.state import Wish, facet_wish_key
from matching.intent.teaching import Lessons
from matching.retrieval.calibration import Calibrated

#: So many accepted tracks speak for a taste at least.
LEAST_ACCEPTED = 3
#: Evidence of two models less that of one, which some 3 of 100 single tastes reach.
#: It is below zero because both of the two must foretell the same rejected tracks.
_SINGLE_REACHES = -7.0
_BIAS_SD = 2.0
_SD = {"facet": 0.35, "tag": 0.18, "style": 0.35}
_WEAK_TAKEN, _WEAK_WEIGHT = 60, 0.25
_ROUNDS = 10
_MOST_WISHES, _MOST_TEACHERS = 3, 4
#: A weight that differs less than this between the two tells them not apart.
_FAINTEST = 0.05


def two_tastes(catalogue: Calibrated, told: Lessons) -> Split | None:
    """An offer to split, or None. Only the shop's own verdicts count."""
    own = told.said & ~told.elsewhere & (told.weights >= 1.0)
    accepted = told.rows[own & (told.labels > 0.5)]
    rejected = told.rows[own & (told.labels < 0.5)]
    if len(accepted) < 2 * LEAST_ACCEPTED or not len(rejected):
        return None
    second = _parted(heard(catalogue, accepted))
    if min(int(second.sum()), int((~second).sum())) < LEAST_ACCEPTED:
        return None
    others = np.concatenate([rejected, told.rows[~told.said][:_WEAK_TAKEN]])
    weights = np.full(len(others), _WEAK_WEIGHT)
    weights[: len(rejected)] = 1.0
    space = [block for block in blocks((), ()) if len(block.prior_sd)]
    groups = [accepted[~second], accepted[second]]
    yes, no = (_scaled(catalogue, space, rows) for rows in (accepted, others))
    _, one = _learned(yes, no, weights)
    (first_weights, first), (second_weights, both) = (
        _learned(yes[of], no, weights) for of in (~second, second)
    )
    gain = first + both - one - _SINGLE_REACHES
    if gain <= 0:
        return None
    apart = first_weights - second_weights
    ids = np.asarray(catalogue.snapshot.ids)
    parts = [
        TastePart(_wishes(space, sign * apart, tracks), tracks)
        for sign, tracks in zip(
            (1.0, -1.0), (tuple(ids[group].tolist()) for group in groups), strict=True
        )
    ]
    parts.sort(key=lambda part: (-len(part.accepted), part.accepted))
    return Split(tuple(parts), float(gain))


def _parted(places: Floats) -> NDArray[np.bool_]:
    """(n,) which of the tracks at these places (n, d) are in the second group."""
    squares = np.square(places).sum(axis=1)
    apart = squares[:, None] + squares - 2.0 * places @ places.T
    one, other = np.unravel_index(int(np.argmax(apart)), apart.shape)
    centres = places[[int(one), int(other)]]
    second = np.zeros(len(places), dtype=bool)
    for _ in range(_ROUNDS):
        away = np.square(places[:, None] - centres).sum(axis=2)
        second = away[:, 0] > away[:, 1]
        if second.all() or not second.any():
            break
        centres = np.stack([places[~second].mean(axis=0), places[second].mean(axis=0)])
    return second


def _scaled(catalogue: Calibrated, space: list[Block], rows: Rows) -> Floats:
    """(r, d) columns, each times the prior standard deviation of its weight."""
    return np.concatenate(
        [columns(catalogue, block, rows) * _SD[block.subject.partition(":")[0]] for block in space],
        axis=1,
    )


def _learned(accepted: Floats, others: Floats, weights: Floats) -> tuple[Floats, float]:
    """Weights (d,) of the scaled columns, and the log evidence."""
    scaled = np.concatenate([accepted, others])
    ones = np.ones(len(accepted))
    pulls, evidence = fit_pulls(
        scaled @ scaled.T + _BIAS_SD**2,
        np.concatenate([ones, np.zeros(len(others))]),
        np.concatenate([ones, weights]),
        np.zeros(len(scaled)),
    )
    return scaled.T @ pulls, evidence


def _wishes(space: list[Block], apart: Floats, tracks: tuple[int, ...]) -> tuple[Wish, ...]:
    """What most sets this taste apart from the other, in words there are."""
    found, start = [], 0
    for block in space:
        weight = float(apart[start])
        start += len(block.prior_sd)
        kind, _, name = block.subject.partition(":")
        weight *= _SD[kind]
        if kind == "style" or abs(weight) < _FAINTEST:
            continue
        direction = 1 if weight > 0 else -1
        key = facet_wish_key(name, direction) if kind == "facet" else block.subject
        found.append(
            Wish(
                key, direction, min(1.0, abs(weight)), "learned",
                taught_by=tracks[:_MOST_TEACHERS],
            )
        )  # fmt: skip
    found.sort(key=lambda wish: (-wish.strength, wish.key))
    return tuple(found[:_MOST_WISHES])
